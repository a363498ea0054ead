"""Takes captures and shows them: on lines, as diagnostics, and in a sentence."""

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, cast

from attrs import define, field

from leakline.analysis.finding import Finding
from leakline.capture.access import given
from leakline.capture.discover import services
from leakline.capture.failure import CancelledError, RemoteRefusedError
from leakline.capture.fetch import Progress
from leakline.capture.files import import_file
from leakline.capture.plan import plan
from leakline.capture.processes import NoProcError
from leakline.capture.store import Capture
from leakline.capture.take import capture
from leakline.capture.target import parse
from leakline.leaks.compare import compare
from leakline.lsp.captures import Captures
from leakline.lsp.checking import workspace_findings
from leakline.lsp.observations import Shown
from leakline.lsp.progress import bar
from leakline.lsp.protocol import CaptureSummary, ComparedSite, Comparison, ProcessList, Worst
from leakline.lsp.reading import LEAKS, Reading, read
from leakline.lsp.rpc import CancelError, Job, Protocol, RequestError
from leakline.lsp.session import Session
from leakline.lsp.wording import mark, plural
from leakline.overlay.model import OverlayLine
from leakline.profiles.model import GoroutineProfile


def wanted(params: Any, key: str, kind: type[Any], what: str) -> Any:
    """A value of a request's object; None where it is missing. Raises RequestError where it is of another type."""
    if not isinstance(params, Mapping):
        raise RequestError("The request needs one object as its argument.")
    value = cast("Mapping[str, Any]", params).get(key)
    if value is not None and not isinstance(value, kind):
        raise RequestError(f"{key} must be {what}.")
    return value


@define
class Runtime:
    """The commands about captures. They run beside the lane of the texts and only step onto it to show what they found."""

    rpc: Protocol
    session: Session
    captures: Captures
    refresh: Callable[[set[str]], None]
    """Brings what the editor shows up to date; `also` are paths that had something before."""
    readings: dict[str, Reading] = field(factory=dict[str, Reading])

    def capture_profile(self, params: Any, job: Job) -> CaptureSummary:
        target: str | None = wanted(params, "target", str, "an address or a file")
        if not target:
            raise RequestError(
                "A capture needs a target, such as http://127.0.0.1:6060 or the path of a profile."
            )
        kinds: list[str] = wanted(params, "kinds", list, "a list of kinds of profiles") or ["leakcheck"]
        text: bool | None = wanted(params, "text", bool, "true or false")
        name: str = wanted(params, "name", str, "a text") or ""
        seconds: int | None = wanted(params, "seconds", int, "a number of seconds")
        access: dict[str, object] = wanted(params, "access", dict, "an object") or {}
        remote: bool = wanted(params, "allowRemote", bool, "true or false") or False
        path = file_of(target, self.session.roots)
        if path is not None:
            return self.show(import_file(path, self.captures.root, name), job)
        settings = self.session.settings
        place = given(parse(target), access)
        cost = plan(kinds, text, seconds, settings).cost
        shown = bar(self.rpc, self.session.client, job)
        shown.begin("Capturing a profile", cost)
        said = "stopped"
        try:
            taken = capture(
                place,
                kinds,
                text=text,
                seconds=seconds,
                name=name,
                settings=settings,
                allow_remote=remote,
                root=self.captures.root,
                progress=lambda step: shown.report(told(step)),
                cancelled=job.cancelled,
            )
            shown.report("reading what came")
            summary = self.show(taken, job)
            said = summary["message"]
            return summary
        except CancelledError as error:
            said = str(error)
            raise CancelError from error
        except RemoteRefusedError as error:
            reason = str(error).partition(";")[0]
            raise RequestError(f"{reason}; confirm that it may be asked.", {"reason": "remote"}) from None
        finally:
            shown.end(said)

    def processes(self, _: Any, __: Job) -> ProcessList:
        try:
            found = services()
        except NoProcError:
            return {"processes": []}
        return {
            "processes": [
                {"pid": one.process.pid, "command": one.process.command, "go": one.process.go, "url": one.url}
                for one in found
            ]
        }

    def open_capture(self, params: Any, job: Job) -> CaptureSummary:
        name: str | None = wanted(params, "id", str, "the id of a capture")
        path: str | None = wanted(params, "path", str, "the path of a profile")
        if name:
            return self.show(self.captures.opened(name), job)
        if path:
            found = file_of(path, self.session.roots)
            if found is None:
                raise RequestError(f"There is no file {path}.")
            return self.show(import_file(found, self.captures.root), job)
        raise RequestError("Opening a capture needs its id, or the path of a profile.")

    def compare_captures(self, params: Any, _: Job) -> Comparison:
        sides: list[tuple[Capture, GoroutineProfile]] = []
        for key in ("before", "after"):
            name = wanted(params, key, str, "the id of a capture")
            if not name:
                raise RequestError("Comparing captures needs the ids of two: before and after.")
            side = self.captures.opened(name)
            profile = self.captures.profile(side, "goroutine")
            if not isinstance(profile, GoroutineProfile):
                raise RequestError(f"The goroutines of {side.name} cannot be compared.")
            sides.append((side, profile))
        (old, before), (new, after) = sides
        sites: list[ComparedSite] = [
            {
                "function": one.site.function,
                "path": one.site.file,
                "line": one.site.line,
                "before": one.before,
                "after": one.after,
                "change": one.change,
            }
            for one in compare(before, after)
        ]
        return {"sites": sites, "text": comparison_text(old.name, new.name, sites)}

    def findings(self, job: Job) -> list[Finding]:
        """All that is predicted: unsaved texts as they are, the rest as it lies on disk."""
        session = self.session
        unsaved: dict[str, list[Finding]] = self.rpc.lane.wait(session.open_findings)
        saved = workspace_findings(session.roots, session.settings, job.cancelled)
        found = [finding for finding in saved if finding.path not in unsaved]
        return found + [finding for many in unsaved.values() for finding in many]

    def reading(self, capture: Capture, job: Job) -> Reading | None:
        """What the capture says about the workspace as it is now."""
        session = self.session
        return read(
            capture,
            self.captures.earlier(capture),
            session.roots,
            session.unsaved,
            list(session.rules.values()),
            session.settings,
            self.findings(job),
        )

    def show(self, taken: Capture, job: Job) -> CaptureSummary:
        """Draws a capture on the workspace and sums it up."""
        job.check()
        reading = self.reading(taken, job)
        job.check()
        shown = Shown(taken.id, called(taken))
        if reading is not None:
            self.readings = {taken.id: reading}
            self.rpc.lane.wait(lambda: self._show(shown, reading))
        return summary_of(self.session, taken, reading)

    def _show(self, shown: Shown, reading: Reading) -> None:
        lines = reading.joint.lines
        self.refresh(self.session.observations.show(shown, lines, reading.documents))


def called(taken: Capture) -> str:
    """What a capture is called in a sentence: its own name, else where it came from and when, in local time."""
    if taken.name != taken.target:
        return taken.name
    place = taken.target.rpartition("://")[2]
    try:
        return f"{place} at {datetime.fromisoformat(taken.time).astimezone():%H:%M:%S}"
    except ValueError:
        return place


def file_of(target: str, roots: tuple[str, ...]) -> Path | None:
    """The file that a target names, where it is one and no address. Relative paths start at the workspace."""
    if "://" in target:
        return None
    try:
        for base in (*roots, ""):
            path = Path(base) / target
            if path.is_file():
                return path
    except (OSError, ValueError):
        return None
    return None


def told(step: Progress) -> str:
    """`goroutine states: 1.2 MB, 3 s`"""
    size = f"{step.bytes / 1e6:.1f} MB" if step.bytes >= 100_000 else f"{step.bytes:,} bytes"
    return f"{step.what}: {size}, {step.seconds:.0f} s"


def leaking(line: OverlayLine) -> bool:
    """Whether the evidence on a line says more than that goroutines are there."""
    return any(one.cluster.verdict.tier in LEAKS for one in line.observed)


def summary_of(session: Session, taken: Capture, reading: Reading | None) -> CaptureSummary:
    warnings = [*taken.failures, *taken.notes]
    leaks = reading.leaks if reading else []
    worst: Worst | None = None
    if reading:
        warnings += reading.profile.warnings
        lines = [line for line in reading.joint.lines if leaking(line)]
        for line in lines or [line for line in reading.joint.lines if line.confirmed and line.observed]:
            worst = {"uri": session.uri(line.path), "line": line.line - 1, "text": mark(line.observed)}
            break
    total = reading.profile.total if reading else taken.total
    return {
        "id": taken.id,
        "name": taken.name,
        "target": taken.target,
        "time": taken.time,
        "kinds": list(taken.kinds),
        "total": total,
        "clusters": len(reading.clusters) if reading else 0,
        "leaks": len(leaks),
        "worst": worst,
        "message": _message(taken, total, reading, len(leaks), worst),
        "warnings": list(dict.fromkeys(warnings)),
    }


def _message(taken: Capture, total: int, reading: Reading | None, leaks: int, worst: Worst | None) -> str:
    if reading is None:
        return f"Kept {', '.join(taken.kinds)} of {taken.target}."
    if not leaks:
        waiting = sum(line.confirmed for line in reading.joint.lines)
        if not waiting and any(one.verdict.tier == "present" for one in reading.clusters):
            return (
                f"{plural(total, 'goroutine')}, and none of them is known to leak; captures before and after some load "
                "tell what grows."
            )
        if not waiting:
            return f"{plural(total, 'goroutine')}, and none of them looks leaked."
        return (
            f"{plural(total, 'goroutine')}; too few to call leaked, but some wait at {plural(waiting, 'line')} where "
            "the code predicts a leak: a second capture tells whether they grow."
        )
    confirmed = sum(line.confirmed and leaking(line) for line in reading.joint.lines)
    sure = f", {confirmed} of them predicted by the code too" if confirmed else ""
    most = ""
    if worst:
        name = worst["uri"].rsplit("/", 1)[-1]
        most = f"; the worst at {name}:{worst['line'] + 1}: {worst['text']}"
    # Workers and tickers of a healthy service are old and many as well.
    certain = confirmed or any(one.verdict.tier in ("proven", "growing") for one in reading.leaks)
    leak = "leak" if certain else "may leak"
    return f"{plural(total, 'goroutine')}, {plural(leaks, 'place')} where they {leak}{sure}{most}."


def comparison_text(before: str, after: str, sites: list[ComparedSite]) -> str:
    """A sentence and a line per site, worst first."""
    counts = {
        word: sum(site["change"] == word for site in sites) for word in ("fixed", "remains", "new", "grown")
    }
    said = (
        ", ".join(f"{count} {word}" for word, count in counts.items() if count)
        or "no site where goroutines wait"
    )
    rows = [
        f"{site['change']:<8}{site['before']:>8,} -> {site['after']:>8,}  {site['function']} "
        f"({site['path'].rsplit('/', 1)[-1]}:{site['line']})"
        for site in sites
    ]
    return "\n".join([f"From {before} to {after}: {said}.", *rows])
