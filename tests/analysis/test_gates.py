"""What is proven on bytes to hold no finding holds none: the check finds the same without the proofs."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from attrs import evolve

from leakline.analysis.check import PackageCheck, check_paths
from leakline.analysis.gates.acquired import released
from leakline.analysis.gates.captured import changing
from leakline.analysis.gates.channels import doubtful
from leakline.analysis.gates.goroutines import endless
from leakline.analysis.gates.locks import left_held, meeting
from leakline.analysis.gates.waitgroups import groups
from leakline.analysis.rules import load_rules
from leakline.analysis.scan import Scan
from leakline.analysis.tree import go_files
from leakline.golang.package import Package, SourceFile

RULES = [evolve(rule, asked=True) for rule in load_rules()]
SEEDED = Path(__file__).parents[1] / "seeded"


def folders() -> Iterator[Path]:
    roots = [*(rule.folder / "testdata" for rule in RULES), *(f for f in SEEDED.iterdir() if f.is_dir())]
    for root in roots:
        yield from sorted({Path(file).parent for file in go_files([str(root)], [])})


def findings(folder: Path) -> list[str]:
    files = [str(path) for path in sorted(folder.glob("*.go"))]
    found = check_paths(files, RULES, jobs=1, include_generated=True, pedantic=True).findings
    return [f"{f.rule} {f.path}:{f.line}:{f.column} {f.message}" for f in found]


@pytest.mark.parametrize("folder", list(folders()), ids=lambda f: "/".join(f.parts[-3:]))
def test_the_same_is_found_without_the_proofs(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gated = findings(folder)
    scan = PackageCheck.scan.func  # pyright: ignore[reportFunctionMemberAccess]

    def ungated(check: PackageCheck) -> Scan:
        pairs = scan(check).pairs
        return Scan([(r, evolve(t, test=None, released=None, of_tests=True)) for r, t in pairs])

    monkeypatch.setattr(PackageCheck, "scan", property(ungated))
    assert findings(folder) == gated


LOCKS = {
    "\ts.mu.Lock()\n\tdefer s.mu.Unlock()\n\treturn s.n\n": (False, False),
    "\ts.mu.Lock()\n\ts.n++\n\ts.mu.Unlock()\n": (False, False),
    "\ts.mu.Lock()\n\tif s.n > 0 {\n\t\ts.n++\n\t}\n\ts.mu.Unlock()\n\ts.take()\n": (False, False),
    "\ts.mu.Lock()\n\tif s.n > 0 {\n\t\treturn\n\t}\n\ts.mu.Unlock()\n": (True, False),
    "\ts.mu.Lock()\n\ts = s.next\n\ts.mu.Unlock()\n": (True, False),
    "\ts.mu.Lock()\n\ts.take()\n\ts.mu.Unlock()\n": (False, True),
    "\ts.mu.Lock()\n\tdefer s.mu.Unlock()\n\t<-s.done\n": (False, True),
    "\ts.hold()\n\ts.other.Lock()\n\ts.other.Unlock()\n": (False, True),
    "\tfor {\n\t\ts.mu.Lock()\n\t}\n\ts.mu.Unlock()\n": (True, False),
}
OTHERS = b"""package m

func (s *store) take() {
\ts.mu.Lock()
\ts.mu.Unlock()
}

func (s *store) hold() {
\ts.mu.Lock()
}
"""


@pytest.mark.parametrize("body", LOCKS)
def test_a_lock_matters_where_a_path_may_keep_it_or_something_waits_under_it(body: str) -> None:
    package = Package("m", [SourceFile("/m/m.go", OTHERS)])
    source = f"func (s *store) f() {{\n{body}}}\n".encode()
    left, meets = LOCKS[body]
    assert left_held(source) is left
    assert meeting(package, True)(source) is meets


SETTLED = {
    "\treturn os.Open(name)\n": True,
    "\tf, err := os.Open(name)\n\tif err != nil {\n\t\treturn err\n\t}\n\tdefer f.Close()\n\treturn use(f)\n": True,
    "\tf, err := os.Open(name)\n\tif err != nil {\n\t\treturn err\n\t}\n\tuse(f)\n\tdefer f.Close()\n": False,
    "\tf, err := os.Open(name)\n\tif err == nil {\n\t\treturn err\n\t}\n\tdefer f.Close()\n": False,
    "\tf, err := os.Open(name)\n\tif err != nil {\n\t\tlog(err)\n\t} else {\n\t}\n\tdefer f.Close()\n": False,
    "\tf, err := os.Open(name)\n\tif err != nil {\n\t\treturn err\n\t}\n\tdefer g.Close()\n": False,
    "\treturn os.Open(name).Stat()\n": False,
    "\t// os.Open is not called here\n": True,
}


@pytest.mark.parametrize("body", SETTLED)
def test_what_is_released_or_returned_on_the_spot_is_settled(body: str) -> None:
    rule = next(rule for rule in RULES if rule.id == "unclosed-resource")
    source = f"func f(name string) error {{\n{body}}}\n".encode()
    test = released(rule)
    assert test is not None
    assert test(source, [source.index(b"Open")]) is SETTLED[body]


CAPTURED = {
    "\tfor i := range n {\n\t\tgo func() { use(i) }()\n\t}\n": (False, True),
    "\tlast := 0\n\tfor i := range n {\n\t\tlast = i\n\t\tgo func() {\n\t\t\tuse(last)\n\t\t}()\n\t}\n": (
        True,
        True,
    ),
    "\tfor range n {\n\t\tlast := 0\n\t\tlast = 1\n\t\tgo func() {\n\t\t\tuse(last)\n\t\t}()\n\t}\n": (
        False,
        False,
    ),
    "\tfor range n {\n\t\tgo func() {\n\t\t\tlast = 1\n\t\t}()\n\t}\n": (False, False),
    "\trun := func() { use(last) }\n\tfor range n {\n\t\tlast++\n\t\tgo run()\n\t}\n": (True, True),
}


@pytest.mark.parametrize("body", CAPTURED)
def test_a_closure_matters_where_the_loop_changes_what_it_reads(body: str) -> None:
    source = f"func f(n int) {{\n{body}}}\n".encode()
    assert (changing(source, False), changing(source, True)) == CAPTURED[body]


def test_an_endless_loop_matters_where_a_goroutine_may_run_it() -> None:
    data = b"package m\n\nfunc start() {\n\tgo a.run()\n\tgo func() {\n\t\tb.work()\n\t}()\n\tc.parse()\n}\n"
    test = endless(Package("m", [SourceFile("/m/m.go", data)]))
    loop = b"func (x *t) %s() {\n\tfor {\n\t\tx.step()\n\t}\n}\n"
    assert [test(loop % name) for name in (b"run", b"work", b"parse")] == [True, True, False]
    assert test(b"func f() {\n\tgo func() {\n\t\tfor {\n\t\t\tstep()\n\t\t}\n\t}()\n}\n")


def test_a_group_is_known_by_the_names_that_the_package_gives() -> None:
    data = b'package m\n\nimport "sync"\n\ntype s struct {\n\twg sync.WaitGroup\n}\n\nvar all = new(sync.WaitGroup)\n'
    test = groups(Package("m", [SourceFile("/m/m.go", data)]))
    calls = [b"s.wg.Done()", b"all.Wait()", b"n.Add(1)", b"o.Group.Wait()", b"ctx.Done()"]
    assert [test(b"func f() {\n\t%s\n}\n" % call) for call in calls] == [True, True, False, True, False]
    embedding = b"package m\n\ntype s struct {\n\tsync.WaitGroup\n}\n"
    assert groups(Package("m", [SourceFile("/m/m.go", embedding)]))(b"func f() {\n\tx.Done()\n}\n")


def test_a_field_is_doubtful_where_the_text_shows_no_other_end() -> None:
    data = b"""package m

type q struct {
\tin chan int
\tout chan int
\tdone chan int
}

func (x *q) send() {
\tx.in <- 1
\t// x.out <- 1
}

func (x *q) first() {
\t<-x.in
\t<-x.out
}

func (x *q) second() {
\t<-x.in
}
"""
    found = doubtful(Package("m", [SourceFile("/m/m.go", data)]))
    assert found.received == {b"out", b"done"}
    assert found.sent == {b"out", b"done"}
    twice = data + b"\ntype r struct {\n\tin chan int\n}\n"
    assert doubtful(Package("m", [SourceFile("/m/m.go", twice)])).received == {b"in", b"out", b"done"}
