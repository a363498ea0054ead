"""When a finding and a cluster speak of the same leak, and when they only might."""

from collections.abc import Callable

import pytest
from attrs import evolve

from leakline.analysis.finding import Finding
from leakline.leaks.model import Cluster
from leakline.mapping.locate import Mapper
from leakline.overlay.join import join, joint
from leakline.overlay.refuted import UNOBSERVED
from leakline.profiles.model import Frame, GoroutineProfile

Workspace = Callable[[str], Mapper]
Make = Callable[..., Finding]
Cause = Callable[..., Cluster]

CANCEL = """package a

func F(parent context.Context, d *Desk) {
	ctx, cancel := context.WithCancel(parent)
	go func() {
		<-ctx.Done()
	}()
	other := make(chan int)
	go func() {
		<-other
	}()
	go d.watch(ctx)
	if d.full {
		return
	}
	cancel()
}

func (d *Desk) watch(ctx context.Context) {
	select {
	case <-ctx.Done():
	case <-d.more:
	}
}
"""


def test_the_same_line_confirms(workspace: Workspace, finding: Make, cluster: Cause) -> None:
    mapper = workspace("package a\n\nfunc F(ch chan int) {\n\tch <- 1\n}\n")
    lines = join([finding("blocked-send", 4)], [cluster("example.com/m/a.F", 4, "chan send")], mapper)
    assert [(one.line, one.confirmed, one.confirmed_rules) for one in lines] == [(4, True, ("blocked-send",))]
    assert lines[0].why == "predicted and observed on the same line"


def test_a_prediction_that_a_run_refutes_is_said_to_be_unobserved(
    workspace: Workspace, finding: Make, cluster: Cause
) -> None:
    mapper = workspace("package a\n\nfunc F(ch chan int) {\n\tch <- 1\n\t<-ch\n}\n")
    guess = evolve(finding("blocked-send", 4), function="example.com/m/a.F")
    elsewhere = cluster("example.com/m/a.F", 5, "chan receive", tier="present")
    proven = GoroutineProfile("proto", 0, (), kind="goroutineleak")
    told = {one.line: one.unobserved for one in joint([guess], [elsewhere], mapper, proven=proven).lines}
    assert told == {4: UNOBSERVED, 5: ""}
    # A run that never came there refutes nothing, nor does one without a goroutineleak profile.
    assert [one.unobserved for one in joint([guess], [], mapper, proven=proven).lines] == [""]
    assert {one.unobserved for one in joint([guess], [elsewhere], mapper).lines} == {""}
    proof = cluster("example.com/m/a.F", 4, "chan send", tier="proven")
    assert [one.unobserved for one in joint([guess], [proof], mapper, proven=proven).lines] == [""]


def test_the_variable_that_is_waited_on_confirms(workspace: Workspace, finding: Make, cluster: Cause) -> None:
    mapper = workspace(CANCEL)
    lines = join([finding("lost-cancel", 4)], [cluster("example.com/m/a.F.func1", 6, "chan receive")], mapper)
    assert [(one.line, one.confirmed) for one in lines] == [(6, True)]
    assert lines[0].findings[0].line == 4
    assert lines[0].why == "waits on ctx, which line 4 is about"


def test_another_variable_of_the_function_does_not(
    workspace: Workspace, finding: Make, cluster: Cause
) -> None:
    mapper = workspace(CANCEL)
    lines = join(
        [finding("lost-cancel", 4)], [cluster("example.com/m/a.F.func2", 10, "chan receive")], mapper
    )
    assert [(one.line, one.confirmed) for one in lines] == [(10, False), (4, False)]


def test_a_goroutine_started_with_the_variable_confirms(
    workspace: Workspace, finding: Make, cluster: Cause
) -> None:
    mapper = workspace(CANCEL)
    seen = cluster(
        "example.com/m/a.(*Desk).watch", 20, "select", creator=Frame("example.com/m/a.F", "/b/a/a.go", 12)
    )
    lines = join([finding("lost-cancel", 4)], [seen], mapper)
    assert [(one.line, one.confirmed) for one in lines] == [(20, True)]
    assert lines[0].why == "started in line 12 with ctx, which line 4 is about"
    origin = lines[0].observed[0].origin
    assert origin is not None
    assert origin.line == 12


def test_a_look_that_contradicts_the_rule_does_not_confirm(
    workspace: Workspace, finding: Make, cluster: Cause
) -> None:
    mapper = workspace("package a\n\nfunc F(ch chan int) {\n\tch <- 1\n\t<-ch\n}\n")
    lines = join([finding("blocked-send", 4)], [cluster("example.com/m/a.F", 5, "chan receive")], mapper)
    assert [(one.line, one.confirmed) for one in lines] == [(5, False), (4, False)]


WAITGROUP = """package a

func F() {
	var wg sync.WaitGroup
	wg.Add(1)
	s.work(&wg)
	s.group().Wait()
}
"""


def test_the_only_finding_of_a_rule_in_the_function_confirms_by_its_look(
    workspace: Workspace, finding: Make, cluster: Cause
) -> None:
    mapper = workspace(WAITGROUP)
    inner = (Frame("sync.(*WaitGroup).Wait", "/go/src/sync/waitgroup.go", 1),)
    seen = cluster(
        "example.com/m/a.F", 7, "sync.WaitGroup.Wait", signatures=("waitgroup-mismatch",), inner=inner
    )
    one, two = finding("waitgroup-mismatch", 5), finding("waitgroup-mismatch", 6)
    assert [(x.line, x.confirmed) for x in join([one], [seen], mapper)] == [(7, True)]
    assert [(x.line, x.confirmed) for x in join([one, two], [seen], mapper)] == [
        (7, False),
        (5, False),
        (6, False),
    ]


BODY = "package a\n\nfunc F() {\n\tresp, err := http.Get(u)\n}\n\nfunc G() {\n\tr, err := http.Get(u)\n}\n"


def test_the_only_unclosed_body_explains_connection_goroutines(
    workspace: Workspace, finding: Make, cluster: Cause
) -> None:
    mapper = workspace(BODY)
    seen = cluster("net/http.(*persistConn).readLoop", 9, "select", count=40, signatures=("unclosed-body",))
    told = joint([finding("unclosed-body", 4)], [seen], mapper)
    assert [(one.line, one.confirmed) for one in told.lines] == [(4, True)]
    assert told.elsewhere == ()
    assert told.lines[0].observed[0].source.match == "unknown"


def test_several_unclosed_bodies_are_only_consistent_with_them(
    workspace: Workspace, finding: Make, cluster: Cause
) -> None:
    mapper = workspace(BODY)
    seen = cluster("net/http.(*persistConn).readLoop", 9, "select", count=40, signatures=("unclosed-body",))
    lines = join([finding("unclosed-body", 4), finding("unclosed-body", 8)], [seen], mapper)
    assert [(one.line, one.confirmed) for one in lines] == [(4, False), (8, False)]
    assert lines[0].why == "consistent with 40 goroutines that 2 findings could explain"


def test_what_stands_nowhere_in_the_workspace_is_kept(workspace: Workspace, cluster: Cause) -> None:
    mapper = workspace(BODY)
    seen = [
        cluster("net/http.(*persistConn).writeLoop", 9, "select", tier="present"),
        cluster("example.com/dep.Run", 3, "chan receive", tier="old"),
    ]
    told = joint([], seen, mapper)
    assert told.lines == ()
    assert [one.cluster.site.function for one in told.elsewhere] == [
        "example.com/dep.Run",
        "net/http.(*persistConn).writeLoop",
    ]


@pytest.mark.parametrize("tier", ["benign"])
def test_a_healthy_wait_confirms_nothing(
    workspace: Workspace, finding: Make, cluster: Cause, tier: str
) -> None:
    mapper = workspace("package a\n\nfunc F(ch chan int) {\n\tch <- 1\n}\n")
    lines = join(
        [finding("blocked-send", 4)], [cluster("example.com/m/a.F", 4, "chan send", tier=tier)], mapper
    )
    assert [(one.line, one.confirmed) for one in lines] == [(4, False)]


def test_a_stale_line_confirms_nothing(workspace: Workspace, finding: Make, cluster: Cause) -> None:
    mapper = workspace("package a\n\nfunc F(ch chan int) {\n\tch <- 1\n\tch <- 2\n}\n")
    lines = join([finding("blocked-send", 3)], [cluster("example.com/m/a.F", 9, "chan send")], mapper)
    assert [(one.line, one.confirmed) for one in lines] == [(3, False)]
    assert lines[0].observed[0].source.match == "stale"


def test_suppressed_findings_take_no_part(workspace: Workspace, finding: Make) -> None:
    assert join([finding("blocked-send", 4, suppressed="known")], [], workspace(BODY)) == []


def test_worst_first(workspace: Workspace, finding: Make, cluster: Cause) -> None:
    text = "package a\n\nfunc F(ch chan int) {\n" + "\tch <- 1\n" * 7 + "}\n"
    mapper = workspace(text)
    seen = [
        cluster("example.com/m/a.F", 4, "chan send", tier="benign", count=900),
        cluster("example.com/m/a.F", 5, "chan send", tier="present", count=5),
        cluster("example.com/m/a.F", 6, "chan send", tier="growing", count=5),
        cluster("example.com/m/a.F", 7, "chan send", tier="growing", count=50),
        cluster("example.com/m/a.F", 8, "chan send", tier="proven", count=1),
        cluster("example.com/m/a.F", 9, "chan send", tier="growing", count=1),
    ]
    lines = join([finding("blocked-send", 9), finding("blocked-send", 10)], seen, mapper)
    assert [one.line for one in lines] == [8, 9, 7, 6, 5, 10, 4]


STARTED = """package a

func F(wg *sync.WaitGroup) {
\twg.Add(2)
\tgo wg.Wait()
}

func G(wg *sync.WaitGroup) {
\tgo wg.Wait()
}
"""


def waiting(cluster: Cause, function: str, line: int, tier: str = "growing") -> Cluster:
    return cluster(
        "sync.(*WaitGroup).Wait",
        206,
        "sync.WaitGroup.Wait",
        tier=tier,
        signatures=("waitgroup-mismatch",),
        creator=Frame(f"example.com/m/a.{function}", "/b/a/a.go", line),
    )


def test_where_no_code_of_the_user_is_on_the_stack_the_go_statement_is_the_line(
    workspace: Workspace, cluster: Cause
) -> None:
    mapper = workspace(STARTED)
    line = join([], [waiting(cluster, "G", 9)], mapper)[0]
    assert (line.line, line.confirmed) == (9, False)
    assert line.observed[0].source.why == "the go statement; no code of yours is on the stack"
    healthy = joint([], [waiting(cluster, "G", 9, "benign")], mapper)
    assert (healthy.lines, len(healthy.elsewhere)) == ((), 1)


def test_a_goroutine_that_another_function_started_confirms_no_finding(
    workspace: Workspace, finding: Make, cluster: Cause
) -> None:
    mapper = workspace(STARTED)
    predicted = finding("waitgroup-mismatch", 4)
    lines = join([predicted], [waiting(cluster, "G", 9)], mapper)
    assert [(one.line, one.confirmed, len(one.findings)) for one in lines] == [(9, False, 0), (4, False, 1)]
    lines = join([predicted], [waiting(cluster, "F", 5)], mapper)
    assert [(one.line, one.confirmed) for one in lines] == [(5, True)]
    # The user's code started it, and where cannot be told any more: that is no reason to take the only finding.
    lines = join([predicted], [waiting(cluster, "Gone", 30)], mapper)
    assert [(one.line, one.confirmed, one.observed) for one in lines] == [(4, False, ())]


@pytest.mark.parametrize(
    ("rule", "function", "state"),
    [
        ("blocked-send", "github.com/dep/pool.(*Pool).run", "chan send"),
        ("blocked-receive", "os/exec.(*Cmd).watchCtx.func1", "chan receive"),
        ("waitgroup-mismatch", "github.com/dep/pool.(*Pool).Close", "sync.WaitGroup.Wait"),
        ("held-lock", "net/http.(*persistConn).readLoop", "sync.Mutex.Lock"),
        ("blocked-send", "(no stack)", "chan send"),
    ],
)
def test_what_may_be_anybodys_wait_confirms_no_finding(
    workspace: Workspace, finding: Make, cluster: Cause, rule: str, function: str, state: str
) -> None:
    mapper = workspace("package a\n\nfunc F(ch chan int) {\n\tch <- 1\n}\n")
    result = joint([finding(rule, 4)], [cluster(function, 9, state, signatures=(rule,))], mapper)
    assert [(one.confirmed, one.observed) for one in result.lines] == [(False, ())]
    assert [one.cluster.site.function for one in result.elsewhere] == [function]
