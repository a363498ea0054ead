"""The leak comes first, also where healthy pools around it are larger."""

import sys
from collections.abc import Callable
from pathlib import Path

import lab as leaklab
import pytest

sys.path.insert(0, str(Path(__file__).parent))

import ranking_bed

from leakline.analysis.rules import load_rules
from leakline.leaks.clusters import clusters
from leakline.leaks.signatures import signatures
from leakline.profiles.model import GoroutineProfile
from leakline.profiles.read import read


@pytest.mark.parametrize(("most", "first"), [(None, 0.8), (3, 0.75)])
def test_gos_own_leaks_in_a_busy_service(go_binary: Path, most: int | None, first: float):
    rows = list(ranking_bed.ranked(ranking_bed.dumps(go_binary), most))
    assert len(rows) > 70
    assert sum(row.rank == 1 for row in rows) >= first * len(rows), rows
    assert sum(row.rank <= 3 for row in rows) >= 0.95 * len(rows), rows


@pytest.mark.parametrize("pattern", leaklab.PATTERNS)
def test_each_leak_of_the_lab_comes_first_after_three_requests(
    start_leaklab: Callable[..., leaklab.Lab], pattern: str
):
    lab = start_leaklab(fixed=tuple(one for one in leaklab.PATTERNS if one != pattern))
    lab.drive(pattern, 3)
    profile = read(lab.get(lab.debug + "/debug/pprof/goroutine?debug=2"), "lab")
    assert isinstance(profile, GoroutineProfile)
    looks = signatures({rule.id: rule.signature for rule in load_rules() if rule.signature})
    worst = clusters(profile, signatures=looks)[0]
    file, line = leaklab.marked_lines()[pattern]
    if pattern == "body":
        assert worst.site.function == "net/http.(*persistConn).readLoop"
    else:
        assert (worst.site.file.endswith(file), worst.site.line) == (True, line)
