"""After any edits the checker with a memory says what a fresh check says."""

import os
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from leakline.analysis.check import check_file
from leakline.analysis.checker import Checker
from leakline.analysis.rules import load_rules
from leakline.text.document import Change, Document

RULES = load_rules()

MAIN = """package shop

import (
	"context"
	"net/http"
	"sync"
)

func (s *Shop) Fetch(ctx context.Context, url string) error {
	ctx, cancel := context.WithCancel(ctx)
	if url == "" {
		return nil
	}
	defer cancel()
	resp, err := s.get(ctx, url)
	if err != nil {
		return err
	}
	return check(resp)
}

func (s *Shop) All(urls []string) {
	var wg sync.WaitGroup
	for _, url := range urls {
		wg.Add(1)
		go func() {
			if url == "" {
				return
			}
			wg.Done()
		}()
	}
	wg.Wait()
}

func First(urls []string) string {
	ch := make(chan string)
	for _, url := range urls {
		go func() { ch <- url }()
	}
	return <-ch
}
"""

HELP = """package shop

import (
	"context"
	"errors"
	"net/http"
)

type Shop struct {
	client *http.Client
	stop   context.CancelFunc
}

func (s *Shop) get(ctx context.Context, url string) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, "GET", url, nil)
	if err != nil {
		return nil, err
	}
	return s.client.Do(req)
}

func check(resp *http.Response) error {
	if resp.StatusCode != 200 {
		return errors.New(resp.Status)
	}
	return nil
}

func (s *Shop) Start() {
	_, s.stop = context.WithCancel(context.Background())
}

func (s *Shop) Close() { s.stop() }
"""

POOL = """package shop

import (
	"os"
	"sync"
	"time"
)

type Pool struct {
	mu, other sync.Mutex
	jobs      chan int
	ticks     *time.Ticker
	wg        sync.WaitGroup
}

func NewPool() *Pool {
	return &Pool{jobs: make(chan int), ticks: time.NewTicker(time.Second)}
}

func (p *Pool) Put(n int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.other.Lock()
	p.jobs <- n
	p.other.Unlock()
}

func (p *Pool) Take() int {
	p.other.Lock()
	defer p.other.Unlock()
	p.lock()
	defer p.mu.Unlock()
	return <-p.jobs
}

func (p *Pool) lock() { p.mu.Lock() }

func (p *Pool) Run() {
	p.wg.Add(1)
	go func() {
		defer p.wg.Done()
		for range p.ticks.C {
			p.Put(1)
		}
	}()
}

func Size(name string) int64 {
	f, err := os.Open(name)
	if err != nil {
		return 0
	}
	info, _ := f.Stat()
	return info.Size()
}
"""

EXAMPLES = int(os.environ.get("LEAKLINE_EXAMPLES", "60"))
"""How many runs of up to twelve edits are tried: thousands before a change of the engines is landed."""

INSERTS = [
    "\n",
    "}",
    "{",
    "defer ",
    "resp.Body.Close()\n",
    "\treturn nil\n",
    "cancel()\n",
    "wg.Done()\n",
    "s.stop()",
    "// ",
    '"',
    "*http.Response",
    "func x() {\n}\n",
    "package other\n",
    "\tp.mu.Lock()\n",
    "\tp.mu.Unlock()\n",
    "\tp.lock()\n",
    "\tclose(p.jobs)\n",
    "\tp.ticks.Stop()\n",
    "\tp.jobs <- 1\n",
    "\tf.Close()\n",
    "\tgo p.Take()\n",
    "\tvar wg sync.WaitGroup\n",
]
EDITS = st.lists(
    st.tuples(
        st.integers(0, 2),
        st.floats(0, 1),
        st.integers(0, 40),
        st.sampled_from(["", *INSERTS]),
        st.sampled_from(["", "now", "hurried"]),
    ),
    max_size=12,
)


def write(folder: Path) -> tuple[str, str, str]:
    (folder / "go.mod").write_text("module example.com/shop\n\ngo 1.21\n")
    for name, text in (("main.go", MAIN), ("help.go", HELP), ("pool.go", POOL)):
        (folder / name).write_text(text)
    return str(folder / "main.go"), str(folder / "help.go"), str(folder / "pool.go")


def test_the_texts_have_findings_of_each_engine(tmp_path: Path):
    path, _, _ = write(tmp_path)
    found = {f.rule for f in check_file(path, MAIN.encode(), RULES)}
    assert found >= {"lost-cancel", "unclosed-body", "waitgroup-mismatch", "blocked-send", "loop-capture"}


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(EDITS)
def test_edits_give_what_a_fresh_check_gives(tmp_path: Path, edits: list[tuple[int, float, int, str, str]]):
    paths = write(tmp_path)
    given = zip(paths, (MAIN, HELP, POOL), strict=True)
    documents = {path: Document(path, text.encode(), 1) for path, text in given}
    checker = Checker(RULES)
    for path, document in documents.items():
        checker.open(path, document)
    for which, where, cut, text, ask in edits:
        path = paths[which]
        document = documents[path]
        start = int(where * len(document.data))
        end = min(len(document.data), start + (cut if cut < 20 else 0))
        document.apply([Change(text, document.position(start), document.position(end))])
        checker.update(path, document)
        if ask:
            checker.findings(paths[0], hurried=ask == "hurried")
            checker.findings(path, hurried=ask == "hurried")
    texts = {path: document.data for path, document in documents.items()}
    for path in documents:
        assert checker.findings(path) == check_file(path, texts[path], RULES, texts)


def test_in_a_hurry_what_stands_in_the_declaration_itself_is_told(tmp_path: Path):
    main, _, _ = write(tmp_path)
    document = Document(main, MAIN.encode(), 1)
    checker = Checker(RULES)
    checker.open(main, document)
    assert "lost-cancel" in {f.rule for f in checker.findings(main)}
    at = MAIN.index('\tif url == "" {\n\t\treturn nil')
    document.apply([Change("\tdefer cancel()\n", document.position(at), document.position(at))])
    checker.update(main, document)
    assert "lost-cancel" not in {f.rule for f in checker.findings(main, hurried=True)}


def test_an_edit_in_one_file_changes_the_findings_of_another(tmp_path: Path):
    main, helper, _ = write(tmp_path)
    checker = Checker(RULES)
    document = Document(helper, HELP.encode(), 1)
    checker.open(main, Document(main, MAIN.encode(), 1))
    checker.open(helper, document)
    assert "unclosed-body" in {f.rule for f in checker.findings(main)}
    at = HELP.index("\tif resp.StatusCode")
    document.apply([Change("\tdefer resp.Body.Close()\n", document.position(at), document.position(at))])
    checker.update(helper, document)
    assert "unclosed-body" not in {f.rule for f in checker.findings(main)}
