"""The lock graph of a package while it is edited: what is kept from before gives what a fresh check gives."""

from attrs import evolve

from leakline.analysis.check import check_file
from leakline.analysis.checker import Checker
from leakline.analysis.rules import load_rules
from leakline.text.document import Document

RULES = [rule for rule in load_rules() if rule.id in ("lock-order", "double-lock")]
TEXT = """package p

import "sync"

type shop struct {
	mu    sync.Mutex
	shelf *shelf
}

type shelf struct {
	mu   sync.Mutex
	shop *shop
	n    int
}

func (s *shop) count() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.shelf.size()
}

func (h *shelf) size() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.n
}

func (h *shelf) put() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.shop.mu.Lock()
	h.shop.mu.Unlock()
}
"""
EDITS = [
    TEXT.replace("type shop", "// A comment.\n\ntype shop"),
    TEXT.replace("\ts.mu.Lock()\n", "\t_ = 1\n\ts.mu.Lock()\n"),
    TEXT.replace("return h.n", "return h.n + 1"),
    TEXT.replace("\th.mu.Lock()\n\tdefer h.mu.Unlock()\n\treturn", "\treturn"),
    TEXT.replace("mu   sync.Mutex\n\tshop", "mu   sync.RWMutex\n\tshop"),
    TEXT.replace("return s.shelf.size()", "return 0"),
    TEXT,
]


def test_each_edit_gives_what_a_fresh_check_gives(tmp_path):
    (tmp_path / "go.mod").write_text("module example.com/p\n\ngo 1.22\n")
    path = tmp_path / "p.go"
    path.write_text(TEXT)
    checker = Checker(RULES)
    checker.open(str(path), Document(str(path), TEXT.encode()))
    counts = []
    for text in (TEXT, *EDITS):
        checker.update(str(path), Document(str(path), text.encode()))
        kept = checker.findings(str(path))
        fresh = check_file(str(path), text.encode(), [evolve(rule) for rule in RULES])
        assert kept == fresh
        counts.append(len(kept))
    assert counts == [1, 1, 1, 1, 0, 1, 0, 1]


def test_the_three_other_places_are_related(tmp_path):
    (tmp_path / "go.mod").write_text("module example.com/p\n\ngo 1.22\n")
    path = tmp_path / "p.go"
    path.write_text(TEXT)
    (finding,) = check_file(str(path), TEXT.encode(), RULES)
    assert (finding.line, finding.severity) == (31, "information")
    assert [place.line for place in finding.related] == [29, 17, 19, 23]
