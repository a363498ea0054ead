"""A team's own pairs: what is acquired by one call and released by another, with the engine's whole sense of paths."""

import re
from pathlib import Path

import pytest

from leakline.analysis.check import check_paths
from leakline.analysis.pairs import read_pairs
from leakline.analysis.tomlfile import parse

DB = """package db

type DB struct{}

func Open(name string) (*DB, error) { return &DB{}, nil }

func MustOpen(name string) *DB { return &DB{} }

func Put(d *DB) {}

func (d *DB) Close() error { return nil }

func (d *DB) Query(q string) error { return nil }

type Conn struct{ ID int }

type Pool struct{}

func (p *Pool) Get() *Conn { return &Conn{} }

func (p *Pool) Put(c *Conn) {}

func (p *Pool) Any() any { return nil }

type Worker struct{}

func NewWorker() *Worker { return &Worker{} }

func (w *Worker) Start() error { return nil }

func (w *Worker) Stop() {}

type Source interface{ Conn() *Conn }

func Watch(name string) (func(), error) { return func() {}, nil }

type Reply struct{ Stream *DB }

func Ask() (*Reply, error) { return &Reply{}, nil }
"""
CLOSE = '[[pair]]\nacquire = "example.com/m/db.Open"\nrelease = "Close"\n'


def rules(text: str, taken=()):
    read = read_pairs(parse("leakline.toml", text.encode()), Path(), taken)
    assert read.problems == []
    return read.rules


def problems(text: str, taken=()) -> list[str]:
    return [str(error) for error in read_pairs(parse("leakline.toml", text.encode()), Path(), taken).problems]


def found(tmp_path: Path, pair: str, code: str):
    (tmp_path / "go.mod").write_text("module example.com/m\n\ngo 1.22\n")
    for name, text in (("db", DB), ("use", 'package use\n\nimport "example.com/m/db"\n\n' + code)):
        (tmp_path / name).mkdir(exist_ok=True)
        (tmp_path / name / f"{name}.go").write_text(text)
    return check_paths([str(tmp_path)], rules(pair), jobs=1).findings


def lines(tmp_path: Path, pair: str, code: str) -> None:
    """The findings stand on the lines marked with `// want "…"`, and only there."""
    wanted = {
        number: match[1]
        for number, line in enumerate(code.splitlines(), 5)
        if (match := re.search(r'// want "(.*)"', line))
    }
    told = {finding.line: finding.message for finding in found(tmp_path, pair, code)}
    assert told.keys() == wanted.keys(), told
    for number, words in wanted.items():
        assert words in told[number]


def test_a_method_releases_on_every_path(tmp_path):
    code = """
func Early(ok bool) error {
	d, err := db.Open("a") // want "d from db.Open is not closed before the return on line 12"
	if err != nil {
		return err
	}
	if !ok {
		return nil
	}
	return d.Close()
}

func Deferred() error {
	d, err := db.Open("a")
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Query("q")
}

func Handed() (*db.DB, error) { return db.Open("a") }

func Wrapped(ok bool) error {
	d, err := Handed() // want "d from Handed is not closed"
	if err != nil {
		return err
	}
	if ok {
		return nil
	}
	return d.Close()
}

type call struct{ err error }

func ErrorInField(c *call, ok bool) {
	var d *db.DB
	d, c.err = db.Open("a") // want "d from db.Open is not closed"
	if c.err != nil {
		return
	}
	if ok {
		return
	}
	d.Close()
}

func ErrorInFieldFine(c *call) {
	var d *db.DB
	d, c.err = db.Open("a")
	if c.err != nil {
		return
	}
	d.Close()
}

type holder struct{ d *db.DB }

func Stored(h *holder) (err error) {
	h.d, err = db.Open("a")
	return err
}

func Local(ok bool) error {
	d, err := db.Open("a")
	if err != nil {
		return err
	}
	h := holder{d: d}
	return h.close()
}

func (h *holder) close() error { return h.d.Close() }

func closeIt(d *db.DB) { d.Close() }

func Helped() error {
	d, err := db.Open("a")
	if err != nil {
		return err
	}
	defer closeIt(d)
	return nil
}

func Loop() {
	for range 3 {
		d, err := db.Open("a") // want "is not closed before the loop acquires the next one"
		if err != nil {
			continue
		}
		d.Query("q")
	}
}
"""
    lines(tmp_path, CLOSE, code)


def test_a_function_releases_what_it_takes(tmp_path):
    code = """
func Leaks(ok bool) {
	d := db.MustOpen("a") // want "d from db.MustOpen is not put back"
	if ok {
		return
	}
	db.Put(d)
}

func Fine() {
	d := db.MustOpen("a")
	defer db.Put(d)
	d.Query("q")
}

func give(d *db.DB) { db.Put(d) }

func Helped() {
	d := db.MustOpen("a")
	defer give(d)
	d.Query("q")
}
"""
    pair = '[[pair]]\nacquire = "example.com/m/db.MustOpen"\nrelease = "example.com/m/db.Put"\nverb = "put back"\n'
    lines(tmp_path, pair, code)
    lines(tmp_path, pair.replace("example.com/m/db.Put", "Put(d)"), code)


def test_a_method_of_what_acquired_it_releases(tmp_path):
    code = """
type server struct{ pool *db.Pool }

func (s *server) Leaks(ok bool) int {
	c := s.pool.Get() // want "c from s.pool.Get is not released before the return on line 11"
	if ok {
		return c.ID
	}
	s.pool.Put(c)
	return 0
}

func (s *server) Fine() int {
	c := s.pool.Get()
	defer s.pool.Put(c)
	return c.ID
}

func (s *server) Kept() *db.Conn { return s.pool.Get() }

func (s *server) Wrapped() int {
	c := s.Kept() // want "c from s.Kept is not released"
	return c.ID
}

func Borrowed(s db.Source) int {
	c := s.Conn()
	return c.ID
}
"""
    for release in ("(*Pool).Put(x)", "(*Pool).Put", "Put(c)", "(*example.com/m/db.Pool).Put"):
        pair = (
            f'[[pair]]\nacquire = "(*example.com/m/db.Pool).Get"\nrelease = "{release}"\nverb = "released"\n'
        )
        lines(tmp_path, pair, code)


def test_a_call_may_acquire_on_its_receiver(tmp_path):
    code = """
func Leaks(ok bool) error {
	w := db.NewWorker()
	if err := w.Start(); err != nil { // want "what w.Start acquires is not stopped before the return on line 12"
		return err
	}
	if ok {
		return nil
	}
	w.Stop()
	return nil
}

func Fine() error {
	w := db.NewWorker()
	if err := w.Start(); err != nil {
		return err
	}
	defer w.Stop()
	return nil
}

type server struct{ w *db.Worker }

func (s *server) Run() error { return s.w.Start() }
"""
    pair = '[[pair]]\nacquire = "(*example.com/m/db.Worker).Start"\nrelease = "Stop"\nsubject = "receiver"\n'
    lines(tmp_path, pair, code)


def test_what_is_asserted_and_is_not_there_owes_nothing(tmp_path):
    code = """
func Fine(p *db.Pool) *db.Conn {
	c, ok := p.Any().(*db.Conn)
	if !ok {
		return nil
	}
	return c
}

func Leaks(p *db.Pool) int {
	c, ok := p.Any().(*db.Conn) // want "c from p.Any is not put back before the return on line 19"
	if !ok {
		return 0
	}
	return c.ID
}
"""
    lines(tmp_path, '[[pair]]\nacquire = "(*example.com/m/db.Pool).Any"\nrelease = "(*Pool).Put"\n', code)


def test_an_error_of_the_modules_own_making_is_an_error(tmp_path):
    code = """
type ioError struct{ text string }

func (e ioError) Error() string { return e.text }

func broken(text string) ioError { return ioError{text} }

func wrapf(err error) error { return err }

func Fine(ok bool) (_ *db.DB, err error) {
	d, err := db.Open("a")
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			d.Close()
		}
	}()
	if !ok {
		return nil, broken("no")
	}
	return d, nil
}

func Leaks(ok bool) (_ *db.DB, err error) {
	d, err := db.Open("a") // want "d from db.Open is not closed before the return on line 41"
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			d.Close()
		}
	}()
	if !ok {
		return nil, wrapf(nil)
	}
	return d, nil
}
"""
    lines(tmp_path, CLOSE, code)


def test_a_function_is_released_by_calling_it(tmp_path):
    code = """
func Leaks(ok bool) error {
	stop, err := db.Watch("a") // want "stop from db.Watch is not called before the return on line 12; see the wiki"
	if err != nil {
		return err
	}
	if ok {
		return nil
	}
	stop()
	return nil
}

func Fine() error {
	stop, err := db.Watch("a")
	if err != nil {
		return err
	}
	defer stop()
	return nil
}
"""
    pair = '[[pair]]\nacquire = "example.com/m/db.Watch"\nrelease = "()"\nmessage = "see the wiki"\n'
    lines(tmp_path, pair, code)


def test_a_field_of_the_resource_is_released(tmp_path):
    code = """
func Leaks(ok bool) error {
	r, err := db.Ask() // want "r.Stream from db.Ask is not closed"
	if err != nil || ok {
		return err
	}
	return r.Stream.Close()
}

func Fine() error {
	r, err := db.Ask()
	if err != nil {
		return err
	}
	defer r.Stream.Close()
	return nil
}
"""
    lines(tmp_path, '[[pair]]\nacquire = "example.com/m/db.Ask"\nrelease = "Stream.Close"\n', code)


@pytest.mark.parametrize(
    ("acquire", "release", "code", "text"),
    [
        ("db.Open", "Close", 'd, err := db.Open("a")\n\tif err != nil {\n\t\treturn\n\t}', "defer d.Close()"),
        ("db.MustOpen", "Put(d)", 'd := db.MustOpen("a")', "defer db.Put(d)"),
        ("db.MustOpen", "example.com/m/db.Put", 'd := db.MustOpen("a")', "defer db.Put(d)"),
        ("db.Watch", "()", 'd, err := db.Watch("a")\n\tif err != nil {\n\t\treturn\n\t}', "defer d()"),
        ("(*db.Pool).Get", "Put(x)", "p := &db.Pool{}\n\td := p.Get()", "defer p.Put(d)"),
        ("db.Open", "Close", 'd, err := db.Open("a")\n\tif err != nil {\n\t\tprintln(err)\n\t}', None),
        (
            "db.Open",
            "Close",
            'var other error\n\td, _ := db.Open("a")\n\tif other != nil {}',
            "defer d.Close()",
        ),
    ],
)
def test_the_fix_fits_the_kind_of_release(tmp_path, acquire, release, code, text):
    full = acquire.replace("db.", "example.com/m/db.", 1)
    (finding,) = found(
        tmp_path,
        f'[[pair]]\nacquire = "{full}"\nrelease = "{release}"\n',
        f"func F() {{\n\t{code}\n\tprintln(d)\n}}\n",
    )
    assert [fix.edits[-1].text.strip() for fix in finding.fixes] == ([text] if text else [])


def test_a_release_that_may_happen_twice_is_not_safe(tmp_path):
    code = """
func F(p *db.Pool, ok bool) int {
	c := p.Get()
	if ok {
		return c.ID
	}
	p.Put(c)
	return 0
}
"""
    pair = '[[pair]]\nacquire = "(*example.com/m/db.Pool).Get"\nrelease = "Put(x)"\n'
    (finding,) = found(tmp_path, pair, code)
    assert [fix.safe for fix in finding.fixes] == [False]


def test_ids_and_titles_are_made_where_they_are_left_out():
    (rule,) = rules(CLOSE)
    assert (rule.id, rule.title, rule.severity) == ("db-open", "Value of db.Open not closed", "warning")
    (rule,) = rules('[[pair]]\nacquire = "(*a.b/c.Pool).GetConn"\nrelease = "Release"\nid = "own"\n')
    assert (rule.id, rule.title) == ("own", "Value of Pool.GetConn not released")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[[pair]]\nacquire = "a.Open"\n', 'leakline.toml:1:1: [[pair]] needs a line release = "…"'),
        (
            '[[pair]]\nacquire = "Open"\nrelease = "Close"\n',
            "leakline.toml:2:1: Open must be an import path and a name, such as example.com/db.Open",
        ),
        (
            '[[pair]]\nacquire = "e.com/db.Pool.Get"\nrelease = "Close"\n',
            "leakline.toml:2:1: e.com/db.Pool.Get is no function; is it the method (*e.com/db.Pool).Get?",
        ),
        (
            '[[pair]]\nacquire = "a.Open"\nrelease = "Close me"\n',
            "leakline.toml:3:1: Close me releases nothing: write a method (Close)",
        ),
        (
            '[[pair]]\nacquire = "a.Open"\nrelese = "Close"\n',
            "leakline.toml:3:1: [[pair]] has no key relese; did you mean release?",
        ),
        (
            '[[pair]]\nacquire = "a.Open"\nrelease = "Close"\nresult = "x"\n',
            "leakline.toml:4:1: result must be a whole number from 0 on",
        ),
        (
            '[[pair]]\nacquire = "a.Open"\nrelease = "Close"\nsubject = "argument x"\n',
            "leakline.toml:4:1: subject must be receiver, or argument 0 and so on, not argument x",
        ),
        (
            CLOSE + 'id = "held-lock"\n',
            "leakline.toml:4:1: there is a rule held-lock already; give this one another id",
        ),
        (CLOSE + CLOSE, "leakline.toml:4:1: there is a rule db-open already"),
    ],
)
def test_a_wrong_pair_is_told_with_its_place(text, said):
    (problem,) = problems(text, {"held-lock"})
    assert problem.startswith(said)


def test_the_pairs_beside_a_wrong_one_go_on():
    read = read_pairs(parse("leakline.toml", f"[[pair]]\n{CLOSE}".encode()), Path(), ())
    assert [rule.id for rule in read.rules] == ["db-open"]
    assert len(read.problems) == 1
