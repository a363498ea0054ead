"""Workspaces, findings and clusters made by hand."""

from collections.abc import Callable
from pathlib import Path

import pytest

from leakline.analysis.finding import Finding
from leakline.leaks.model import Cluster, Verdict
from leakline.mapping.locate import Mapper
from leakline.profiles.model import Frame, Group


@pytest.fixture
def workspace(tmp_path: Path) -> Callable[[str], Mapper]:
    """`workspace(text)` makes a module example.com/m with a/a.go of that text."""

    def make(text: str) -> Mapper:
        (tmp_path / "go.mod").write_text("module example.com/m\n")
        (tmp_path / "a").mkdir(exist_ok=True)
        (tmp_path / "a" / "a.go").write_text(text)
        return Mapper([str(tmp_path)])

    return make


@pytest.fixture
def finding(tmp_path: Path) -> Callable[..., Finding]:
    def make(rule: str, line: int, severity: str = "warning", suppressed: str | None = None) -> Finding:
        path = str(tmp_path / "a" / "a.go")
        return Finding(rule, severity, f"{rule} here", path, line, 2, line, 9, suppressed=suppressed)

    return make


@pytest.fixture
def cluster() -> Callable[..., Cluster]:
    def make(
        function: str,
        line: int,
        state: str,
        *,
        count: int = 10,
        tier: str = "growing",
        signatures: tuple[str, ...] = (),
        creator: Frame | None = None,
        inner: tuple[Frame, ...] = (),
        start: int = 0,
    ) -> Cluster:
        site = Frame(
            function, "/b/a/a.go" if "example.com" in function else "/go/src/net/http/t.go", line, start
        )
        group = Group(count, (*inner, site), state, creator=creator)
        return Cluster(count, state, (), (), site, creator, Verdict(tier, "because"), signatures, (group,))

    return make
