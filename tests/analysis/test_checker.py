"""After any edits the checker with a memory says what a fresh check says."""

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
]
EDITS = st.lists(
    st.tuples(
        st.booleans(), st.floats(0, 1), st.integers(0, 40), st.sampled_from(["", *INSERTS]), st.booleans()
    ),
    max_size=12,
)


def write(folder: Path) -> tuple[str, str]:
    (folder / "go.mod").write_text("module example.com/shop\n\ngo 1.21\n")
    for name, text in (("main.go", MAIN), ("help.go", HELP)):
        (folder / name).write_text(text)
    return str(folder / "main.go"), str(folder / "help.go")


def test_the_texts_have_findings_of_each_engine(tmp_path: Path):
    path, _ = write(tmp_path)
    found = {f.rule for f in check_file(path, MAIN.encode(), RULES)}
    assert found >= {"lost-cancel", "unclosed-body", "waitgroup-mismatch", "blocked-send", "loop-capture"}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(EDITS)
def test_edits_give_what_a_fresh_check_gives(tmp_path: Path, edits: list[tuple[bool, float, int, str, bool]]):
    main, helper = write(tmp_path)
    documents = {main: Document(main, MAIN.encode(), 1), helper: Document(helper, HELP.encode(), 1)}
    checker = Checker(RULES)
    for path, document in documents.items():
        checker.open(path, document)
    for in_main, where, cut, text, ask in edits:
        path = main if in_main else helper
        document = documents[path]
        start = int(where * len(document.data))
        end = min(len(document.data), start + (cut if cut < 20 else 0))
        document.apply([Change(text, document.position(start), document.position(end))])
        checker.update(path, document)
        if ask:
            checker.findings(main)
    texts = {path: document.data for path, document in documents.items()}
    for path in documents:
        assert checker.findings(path) == check_file(path, texts[path], RULES, texts)


def test_an_edit_in_one_file_changes_the_findings_of_another(tmp_path: Path):
    main, helper = write(tmp_path)
    checker = Checker(RULES)
    document = Document(helper, HELP.encode(), 1)
    checker.open(main, Document(main, MAIN.encode(), 1))
    checker.open(helper, document)
    assert "unclosed-body" in {f.rule for f in checker.findings(main)}
    at = HELP.index("\tif resp.StatusCode")
    document.apply([Change("\tdefer resp.Body.Close()\n", document.position(at), document.position(at))])
    checker.update(helper, document)
    assert "unclosed-body" not in {f.rule for f in checker.findings(main)}
