"""The joint as JSON, text and HTML, on profiles recorded from the leak lab."""

import base64
import hashlib
import json
import re
import shutil
import subprocess
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest
from attrs import evolve

from leakline.analysis.finding import Edit, Finding, Fix, Related
from leakline.analysis.rules import load_rules
from leakline.cli.main import main
from leakline.leaks.model import Cluster, Verdict
from leakline.mapping.locate import Mapper
from leakline.overlay.join import joint as join_both
from leakline.profiles.flame import flame
from leakline.profiles.model import Frame, GoroutineProfile, Group
from leakline.report import gather, html, joint
from leakline.report.markup import escape
from leakline.report.model import CaptureNote, Report, RuleNote, SiteChange

SEND = "internal/pricing/quote.go"


@pytest.fixture(scope="module")
def recorded(request: pytest.FixtureRequest) -> tuple[Report, Mapper]:
    """The lab's recordings of Go 1.27 with one finding made by hand, so that the rules may change."""
    testdata = Path(__file__).parents[2] / "testdata"
    lab, profiles = testdata / "leaklab", testdata / "profiles" / "go1.27"

    def taken(folder: Path) -> gather.Taken:
        return gather.taken([str(folder / "goroutine-debug0.pb.gz"), str(folder / "goroutine-debug2.txt")])

    path = str(lab / SEND)
    finding = Finding(
        "blocked-send",
        "warning",
        "the receiver may be gone",
        path,
        17,
        3,
        17,
        19,
        related=(Related(path, 22, "it leaves here"),),
        fixes=(
            Fix(
                "Give the channel room for one",
                (Edit(path, (14, 1), (14, 1), "\tresults := make(chan int, 1)\n"),),
            ),
        ),
    )
    mapper = Mapper([str(lab)])
    now, before = taken(profiles), taken(profiles / "earlier")
    return gather.build(str(lab), mapper, [finding], load_rules(), now, before), mapper


def test_json_is_as_the_contract_says(recorded: tuple[Report, Mapper]) -> None:
    told = json.loads(json.dumps(joint.document(recorded[0])))
    assert told["version"] == 1
    lines = {one["path"]: one for one in told["lines"]}
    send = lines[SEND]
    assert send["line"] == 17
    assert (send["rules"], send["confirmed"], send["retains"]) == (["blocked-send"], True, ["results"])
    observed = send["observed"]
    assert (observed["count"], observed["state"], observed["tier"]) == (12, "chan send", "growing")
    assert (observed["wait_minutes"], observed["match"]) == ([], "exact")
    assert lines["internal/notify/mailer.go"]["confirmed"] is False
    assert told["summary"]["confirmed"] == 1
    assert {one["change"] for one in told["changes"]} == {"grown", "remains"}


def test_every_marked_line_of_the_lab_is_there(recorded: tuple[Report, Mapper]) -> None:
    testdata = Path(__file__).parents[2] / "testdata"
    truth = json.loads((testdata / "profiles" / "go1.27" / "truth.json").read_text())["lines"]
    told = {
        (one["path"], one["line"]): one["observed"]["count"] for one in joint.document(recorded[0])["lines"]
    }
    for line in truth:
        if line["pattern"] != "body":
            assert told[line["file"], line["line"]] == line["goroutines"]


def test_text_says_predicted_observed_and_confirmed(recorded: tuple[Report, Mapper]) -> None:
    text = joint.text(recorded[0])
    assert text.startswith("1 confirmed, ")
    block = next(one for one in text.split("\n\n") if one.startswith(f"{SEND}:17"))
    assert block.splitlines() == [
        f"{SEND}:17  confirmed  pricing.(*Desk).quoteDirect.func1",
        "  predicted  blocked-send: the receiver may be gone",
        "  observed   12 goroutines · chan send · growing",
        "  evidence   12 goroutines, up from 4 in the earlier capture.",
        "  joined     predicted and observed on the same line",
        "  fix        Give the channel room for one",
    ]
    assert "4 -> 12      grown" in text
    assert "\x1b" not in text
    assert "\x1b[1;31mconfirmed\x1b[0m" in joint.text(recorded[0], joint.coloured)


def test_html_tells_leak_cause_and_fix(recorded: tuple[Report, Mapper]) -> None:
    page = html.page(recorded[0], recorded[1].workspace)
    shown = Shown(page)
    for part in (
        "12 goroutines",
        "wait to send on a channel, and nobody receives",
        "the receiver may be gone",
        "Give the channel room for one",
        "results <- price // leak: send",
        "it leaves here",
        "up from 4 in the earlier capture",
        "Before and after",
        "example.com/leaklab/internal/pricing.(*Desk).quoteDirect.func1",
    ):
        assert part in shown.text, part
    assert page.count("<script") == 2


class Shown(HTMLParser):
    """The text, elements and attributes of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.texts: list[str] = []
        self.raw: dict[str, list[str]] = {"script": [], "style": []}
        self.within = ""
        self.feed(page)
        self.text = "".join(self.texts)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]
        self.within = tag

    def handle_endtag(self, tag: str) -> None:
        self.within = ""

    def handle_data(self, data: str) -> None:
        if self.within in self.raw:
            self.raw[self.within].append(data)
        else:
            self.texts.append(data)


HOSTILE = "</script><img src=x onerror=alert(1)>\"'&<!--\u2028\x1b[31m\x00"


def hostile(root: Path) -> tuple[Report, Mapper]:
    """Everything that comes from outside holds markup."""
    (root / "go.mod").write_text("module example.com/m\n")
    folder = root / "<b>'\""
    folder.mkdir()
    file = folder / "a.go"
    file.write_text(f"package a\n\nfunc F() {{\n\tch <- 1 // {HOSTILE.replace(chr(0), '')}\n}}\n")
    site = Frame(f"{HOSTILE}.F", HOSTILE, 4)
    inside = Frame("example.com/m/<b>'\".F", str(file), 4)
    groups = [
        Group(3, (frame,), HOSTILE, labels=((HOSTILE, HOSTILE),), creator=site) for frame in (site, inside)
    ]
    seen = [
        Cluster(3, HOSTILE, (5,), (), frame, site, Verdict("growing", HOSTILE), (HOSTILE,), (group,))
        for frame, group in zip((site, inside), groups, strict=True)
    ]
    finding = Finding(
        HOSTILE,
        "warning",
        HOSTILE,
        str(file),
        4,
        1,
        4,
        2,
        function=HOSTILE,
        related=(Related(str(file), 3, HOSTILE),),
        fixes=(Fix(HOSTILE, (Edit(str(file), (4, 1), (4, 1), HOSTILE),)),),
    )
    mapper = Mapper([str(root)])
    profile = GoroutineProfile("text-debug2", 6, tuple(groups))
    report = Report(
        str(root),
        join_both([finding], seen, mapper, []),
        (CaptureNote(HOSTILE, HOSTILE, HOSTILE, 6, HOSTILE, HOSTILE),),
        (SiteChange(HOSTILE, HOSTILE, 4, 1, 2, HOSTILE),),
        HOSTILE,
        {HOSTILE: RuleNote(HOSTILE, HOSTILE, HOSTILE)},
        flame(profile, title=HOSTILE),
        (HOSTILE,),
        HOSTILE,
    )
    return report, mapper


def test_nothing_from_outside_becomes_markup(tmp_path: Path) -> None:
    report, mapper = hostile(tmp_path)
    assert len(report.joint.lines) == 1
    page = html.page(report, mapper.workspace)
    shown = Shown(page)
    assert "img" not in shown.tags
    assert "b" in shown.tags
    assert [name for name, _ in shown.attributes if name.startswith("on")] == []
    assert HOSTILE.split("\u2028")[0] in shown.text
    assert page.lower().count("</script") == 2
    data = json.loads(shown.raw["script"][0])
    assert data["flame"]["title"] == HOSTILE


def test_the_policy_allows_the_pages_own_script_and_style_alone(recorded: tuple[Report, Mapper]) -> None:
    page = html.page(recorded[0], recorded[1].workspace)
    shown = Shown(page)
    policy = next(value for name, value in shown.attributes if name == "content" and "default-src" in value)
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert not re.search(r"https?:", policy)

    def hash_of(text: str) -> str:
        return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"

    assert hash_of(shown.raw["script"][1]) in policy
    assert hash_of(shown.raw["style"][0]) in policy
    # A style attribute would be refused; of links only those within the page are there.
    assert "style" not in {name for name, _ in shown.attributes}
    assert all(value.startswith("#") for name, value in shown.attributes if name in ("href", "src"))


def test_nothing_turns_the_direction_of_a_page(tmp_path: Path) -> None:
    assert escape("a\u202eb\u2066<i>\x1b[31m\u200f") == "a\\u202eb\\u2066&lt;i&gt;\\x1b[31m\\u200f"
    report, mapper = hostile(tmp_path)
    assert not re.search(
        "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", html.page(report, mapper.workspace)
    )


def test_a_terminal_is_not_steered(tmp_path: Path) -> None:
    report, _ = hostile(tmp_path)
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", joint.text(report))


def test_a_page_without_captures_or_findings(tmp_path: Path) -> None:
    mapper = Mapper([str(tmp_path)])
    report = gather.build(str(tmp_path), mapper, [], [], gather.taken([]))
    assert "Nothing leaks here" in html.page(report, mapper.workspace)
    assert joint.text(report) == "No leaks: nothing is predicted in the code.\n"


def test_the_wrong_folder_is_no_all_clear(tmp_path: Path) -> None:
    dump = "".join(
        f"goroutine {number} [chan send]:\nexample.com/m.F(...)\n\t/b/a.go:4 +0x1d\n\n"
        for number in range(420)
    )
    (tmp_path / "dump.txt").write_text(dump)
    mapper = Mapper([str(tmp_path)])
    report = gather.build(str(tmp_path), mapper, [], [], gather.taken([str(tmp_path / "dump.txt")]))
    assert joint.text(report).startswith("No leak on the lines of this workspace;")
    assert "Is it the right folder?" in html.page(report, mapper.workspace)


def test_goroutines_that_are_merely_there_are_not_denied(tmp_path: Path) -> None:
    (tmp_path / "go.mod").write_text("module example.com/m\n")
    (tmp_path / "a.go").write_text("package m\n\nfunc F(ch chan int) {\n\tch <- 1\n}\n")
    dump = "".join(
        f"goroutine {number} [chan send]:\nexample.com/m.F(...)\n\t/b/a.go:4 +0x1d\n\n"
        for number in range(42)
    )
    (tmp_path / "dump.txt").write_text(dump)
    mapper = Mapper([str(tmp_path)])
    report = gather.build(str(tmp_path), mapper, [], [], gather.taken([str(tmp_path / "dump.txt")]))
    assert joint.text(report).startswith("No leak is certain:")
    page = html.page(report, mapper.workspace)
    assert "No leak is certain" in page
    assert "Nothing leaks here" not in page


def test_goroutines_that_two_findings_could_explain_are_counted_once(
    recorded: tuple[Report, Mapper],
) -> None:
    report, _ = recorded
    first = next(line for line in report.joint.lines if line.confirmed)
    twice = evolve(report, joint=evolve(report.joint, lines=(first, evolve(first, line=first.line + 1))))
    assert joint.summary(twice)["goroutines"] == sum(one.cluster.count for one in first.observed)


def test_several_profiles_of_one_moment_are_told_apart(testdata: Path) -> None:
    folder = testdata / "profiles" / "go1.27"
    names = ("goroutine-debug0.pb.gz", "goroutine-debug2.txt", "goroutineleak-debug0.pb.gz", "heap.pb.gz")
    taken = gather.taken([str(folder / name) for name in names])
    assert taken.main is not None
    assert taken.proven is not None
    assert (taken.main.format, taken.main.kind) == ("text-debug2", "goroutine")
    assert taken.proven.kind == "goroutineleak"
    assert [one.kind for one in taken.others] == ["heap"]
    assert [one.total for one in taken.notes][:2] == [taken.main.total] * 2


def test_instances_are_added_up(testdata: Path) -> None:
    folder = testdata / "profiles" / "go1.27"
    one = gather.taken([str(folder / "goroutine-debug2.txt")]).main
    both = gather.taken(
        [str(folder / "goroutine-debug2.txt"), str(folder / "earlier" / "goroutine-debug2.txt")]
    ).main
    other = gather.taken([str(folder / "earlier" / "goroutine-debug2.txt")]).main
    assert one is not None
    assert both is not None
    assert other is not None
    assert both.total == one.total + other.total
    assert both.states["chan send"] == one.states["chan send"] + other.states["chan send"]


def test_a_line_that_went_stale_is_uncertain(recorded: tuple[Report, Mapper], tmp_path: Path) -> None:
    lab = tmp_path / "leaklab"
    shutil.copytree(Path(__file__).parents[2] / "testdata" / "leaklab", lab)
    file = lab / SEND
    file.write_text(file.read_text().replace("results <- price // leak: send", "d.put(price)"))
    profiles = Path(__file__).parents[2] / "testdata" / "profiles" / "go1.27"
    now = gather.taken([str(profiles / "goroutine-debug0.pb.gz")])
    before = gather.taken([str(profiles / "earlier" / "goroutine-debug0.pb.gz")])
    mapper = Mapper([str(lab)])
    report = gather.build(str(lab), mapper, [], load_rules(), now, before)
    line = next(one for one in report.joint.lines if one.path == str(file))
    assert line.observed[0].source.match == "stale"
    assert f"{SEND}:15  uncertain" in joint.text(evolve(report, changes=()))
    assert "The line is stale: the function changed" in Shown(html.page(report, mapper.workspace)).text


@pytest.mark.editor
def test_a_browser_shows_the_page_and_refuses_nothing(
    recorded: tuple[Report, Mapper], tmp_path: Path
) -> None:
    browser = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    assert browser is not None, "there is no Chromium: `make test` installs it"
    (tmp_path / "ws").mkdir()
    for name, (report, mapper) in {"lab": recorded, "hostile": hostile(tmp_path / "ws")}.items():
        file = tmp_path / f"{name}.html"
        file.write_text(html.page(report, mapper.workspace), "utf-8")
        command = [
            browser,
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--enable-logging=stderr",
            "--dump-dom",
        ]
        command += [f"--user-data-dir={tmp_path / 'profile'}", "--virtual-time-budget=5000", file.as_uri()]
        done = subprocess.run(command, capture_output=True, text=True, timeout=120)
        assert 'class="ll-flame' in done.stdout or "ll-canvas" in done.stdout
        assert "Refused to" not in done.stderr
        assert "Content Security Policy" not in done.stderr
        assert "Uncaught" not in done.stderr


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = main(["report", *arguments])
    told = capsys.readouterr()
    return code, told.out, told.err


@pytest.fixture
def lab_profile(testdata: Path) -> Callable[[str], str]:
    return lambda name: str(testdata / "profiles" / "go1.27" / name)


def test_the_command_writes_each_format(
    capsys: pytest.CaptureFixture[str], testdata: Path, lab_profile: Callable[[str], str], tmp_path: Path
) -> None:
    lab, text = str(testdata / "leaklab"), lab_profile("goroutine-debug2.txt")
    code, out, _ = run(
        capsys, "--format", "json", "--profile", text, lab_profile("goroutine-debug0.pb.gz"), lab
    )
    assert code == 0
    assert json.loads(out)["root"] == lab
    code, out, _ = run(capsys, "--profile", text, "--", lab)
    assert code == 0
    assert "observed   12 goroutines · chan send" in out
    page = tmp_path / "r.html"
    code, out, err = run(capsys, lab, "--profile", text, "--format", "html", "--output", str(page))
    assert (code, out) == (0, "")
    assert str(page) in err
    assert page.read_text("utf-8").startswith("<!DOCTYPE html>")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["no/such/folder"], "does not exist"),
        (["."], "there are no Go files in ."),
        (["--profile", "no-such.pb.gz", "--", "."], "no-such.pb.gz"),
        (["--before", "x", "--", "."], "--before compares with --profile"),
        (["--profile", "-", "--before", "-", "--", "."], "can stand for one file only"),
    ],
)
def test_wrong_use_is_one_sentence(
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    sentence: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    code, out, err = run(capsys, *arguments)
    assert (code, out) == (2, "")
    assert err.count("\n") == 1
    assert sentence in err
    assert "Traceback" not in err


def test_a_report_that_cannot_be_written_is_one_sentence(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "a.go").write_text("package a\n")
    code, out, err = run(capsys, "--output", "/no/such/folder/r.html", "--format", "html", str(tmp_path))
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert "could not be written" in err


@pytest.mark.parametrize(
    "data", [b"", b"<html><title>404</title>", b"\x1f\x8b\x08\x00broken", b"\x00\x01\x02" * 99, b"hello\n"]
)
def test_what_is_no_profile_is_one_sentence(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, data: bytes
) -> None:
    file = tmp_path / "profile.pb.gz"
    file.write_bytes(data)
    code, out, err = run(capsys, "--profile", str(file), "--", str(tmp_path))
    assert (code, out) == (2, "")
    assert err.count("\n") == 1
    assert "Traceback" not in err
