"""What became of each site between two profiles, also where they are of different formats."""

from leakline.leaks.clusters import clusters
from leakline.leaks.compare import compare
from leakline.profiles.model import Frame, GoroutineProfile, Group

MUTEX = (
    Frame("runtime.gopark", "/go/src/runtime/proc.go", 460),
    Frame("internal/sync.runtime_SemacquireMutex", "/go/src/runtime/sema.go", 95),
    Frame("sync.(*Mutex).Lock", "/go/src/sync/mutex.go", 46),
)
PROTO = "example.com/m/a.(*Box[go.shape.int]).Put"
TEXT = "example.com/m/a.(*Box[...]).Put"
WRITE_LOOP = Frame("net/http.(*persistConn).writeLoop", "/go/src/net/http/transport.go", 2652)


def put(function: str) -> Frame:
    return Frame(function, "/src/a/a.go", 16)


def profile(form: str, *groups: Group) -> GoroutineProfile:
    return GoroutineProfile(form, sum(one.count for one in groups), groups, {}, 0, False, ())


def text(count: int) -> GoroutineProfile:
    return profile("text-debug2", Group(count, (*MUTEX[2:], put(TEXT)), "sync.Mutex.Lock"))


def proto(count: int, form: str = "proto") -> GoroutineProfile:
    return profile(form, Group(count, (*MUTEX, put(PROTO))))


def told(before: GoroutineProfile, after: GoroutineProfile) -> list[tuple[int, int, str]]:
    return [(one.before, one.after, one.change) for one in compare(before, after)]


def test_a_generic_function_is_the_same_in_text_and_proto() -> None:
    for before, after in ((text(7), proto(7)), (proto(7), text(7)), (text(7), proto(7, "text-debug1"))):
        assert told(before, after) == [(7, 7, "remains")]
        assert [one.verdict.tier for one in clusters(after, before=before)] == ["present"]
    assert told(proto(7), text(70)) == [(7, 70, "grown")]


def test_what_is_proven_of_a_generic_function_counts_for_the_text() -> None:
    assert [one.verdict.tier for one in clusters(text(7), proven=proto(7))] == ["proven"]


def test_states_that_a_format_does_not_tell_make_nothing_new_or_fixed() -> None:
    site = Frame("example.com/m/a.F.func1", "/src/a/a.go", 4)
    said = profile("text-debug2", Group(3, (site,), "chan receive (nil chan)"))
    silent = profile("text-debug1", Group(3, (site,)))
    assert told(said, silent) == told(silent, said) == [(3, 3, "remains")]


def test_what_was_healthy_as_long_as_it_was_little_is_counted() -> None:
    def idle(count: int) -> GoroutineProfile:
        return profile("text-debug2", Group(count, (WRITE_LOOP,), "select"))

    assert told(idle(14), idle(26)) == [(14, 26, "grown")]
    assert told(idle(14), idle(15)) == []
