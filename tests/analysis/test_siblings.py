"""What one site of a package closes is owed at the others, where the callee is out of reach."""

from pathlib import Path

from leakline.analysis.check import check_file
from leakline.analysis.rules import load_rules
from leakline.analysis.siblings import closed
from leakline.golang.package import Package, SourceFile

CODE = """package m

import "example.org/far/dirs"

type watched struct{ w *dirs.Watcher }

func closes(name string) error {
	d, err := dirs.Open(name)
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Sync()
}

func forgets(name string) error {
	d, err := dirs.Open(name)
	if err != nil {
		return err
	}
	return d.Sync()
}

func watch(name string) (*watched, error) {
	w, err := dirs.Watch()
	if err != nil {
		return nil, err
	}
	if err := w.Add(name); err != nil {
		return nil, err
	}
	return &watched{w: w}, nil
}

func (x *watched) Close() error { return x.w.Close() }

func stat(name string) error {
	info, err := dirs.Stat(name)
	if err != nil {
		return err
	}
	return info.Check()
}
"""


def test_the_evidence_of_siblings(tmp_path: Path):
    (tmp_path / "go.mod").write_text("module example.com/m\n\ngo 1.22\n")
    path = tmp_path / "m.go"
    path.write_text(CODE)
    rules = [rule for rule in load_rules() if rule.id == "unclosed-resource"]
    found = check_file(str(path), CODE.encode(), rules)
    assert [(f.line, f.message) for f in found] == [
        (17, "d from dirs.Open is not closed before the return on line 21"),
        (25, "w from dirs.Watch is not closed before the return on line 30"),
    ]


NAMESAKES = """package m

import (
	"errors"

	"example.org/far/dirs"
	"example.org/far/states"
)

func namesake(name string) error {
	s, err := dirs.Open(name)
	if err != nil {
		s, ok := states.Of(err)
		if ok && s.Known() {
			return errors.New("known")
		}
		return err
	}
	defer s.Close()
	return nil
}

func known(err error) bool {
	s, ok := states.Of(err)
	return ok && s.Known()
}
"""


def test_which_of_two_variables_of_one_name_is_closed_is_not_guessed(tmp_path: Path):
    (tmp_path / "go.mod").write_text("module example.com/m\n\ngo 1.22\n")
    path = tmp_path / "m.go"
    path.write_text(NAMESAKES)
    rules = [rule for rule in load_rules() if rule.id == "unclosed-resource"]
    assert check_file(str(path), NAMESAKES.encode(), rules) == []


def test_a_word_in_imports_behind_a_function_belongs_to_no_declaration() -> None:
    data = b'package m\n\nfunc f() {\n\tx.conn.Close()\n}\n\nimport "example.org/conn"\n\nfunc g() {\n}\n'
    package = Package("m", [SourceFile("/m/m.go", data)])
    assert not closed(package).functions
    assert package.files[0].piece_at(data.index(b"org/conn")) is None
    assert package.files[0].piece_at(data.index(b"x.conn")) == package.files[0].pieces[0]


METHODS = """package m

import "example.org/far/blobs"

type store struct{ bucket blobs.Bucket }

func (s *store) load(name string) error {
	r, err := s.bucket.Get(name)
	if err != nil {
		return err
	}
	if err := r.Decode(); err != nil {
		return err
	}
	return r.Close()
}

func (s *store) size(name string) (int, error) {
	r, err := s.bucket.Get(name)
	if err != nil {
		return 0, err
	}
	return r.Size(), nil
}

func (s *store) ended(name string) error {
	r, err := s.bucket.Get(name)
	if err != nil {
		return err
	}
	defer r.End()
	return r.Decode()
}

func (s *store) with(name string) (*blobs.Reader, error) {
	r, err := s.bucket.Get(name)
	if err != nil {
		return nil, err
	}
	r = r.Buffered()
	return r, nil
}

func (s *store) once(name string) error {
	defer s.bucket.Close()
	r, err := s.bucket.Get(name)
	if err != nil {
		return err
	}
	return r.Decode()
}

func (s *store) attributes(name string) error {
	a, err := s.bucket.Attributes(name)
	if err != nil {
		return err
	}
	return a.Check()
}

func (s *store) second(name string) error {
	_, r, err := s.bucket.Open(name)
	if err != nil {
		return err
	}
	return r.Close()
}

func (s *store) first(name string) error {
	at, err := s.bucket.Open(name)
	if err != nil {
		return err
	}
	return at.Check()
}
"""


def test_the_evidence_of_a_method_of_the_same_owner(tmp_path: Path):
    (tmp_path / "go.mod").write_text("module example.com/m\n\ngo 1.22\n")
    path = tmp_path / "m.go"
    path.write_text(METHODS)
    rules = [rule for rule in load_rules() if rule.id == "unclosed-resource"]
    found = check_file(str(path), METHODS.encode(), rules)
    assert [(f.line, f.message) for f in found] == [
        (8, "r from s.bucket.Get is not closed before the return on line 13"),
        (19, "r from s.bucket.Get is not closed before the return on line 23"),
    ]
