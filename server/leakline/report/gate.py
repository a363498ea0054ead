"""Whether captures keep to their budget, as text, JSON and GitHub annotations."""

from collections.abc import Callable, Iterator
from pathlib import Path

from attrs import asdict, field, frozen

from leakline.leaks.budget import Budget, Judged, Violation
from leakline.leaks.document import Located, frame
from leakline.leaks.model import Cluster
from leakline.report.github import command
from leakline.report.text import counted, paint, printable

SHOWN = 10


@frozen
class Gated:
    """One source and how it was judged."""

    name: str
    format: str
    """Of the profile; `none` for the output of tests that holds no dump."""
    judged: Judged
    notes: tuple[str, ...] = ()
    """What could not be judged, and why."""


@frozen
class Gate:
    budget: Budget
    sources: tuple[Gated, ...]
    locate: Callable[[Cluster], Located] | None = field(default=None, repr=False)

    @property
    def passed(self) -> bool:
        return not any(one.judged.violations for one in self.sources)


def gate_document(gate: Gate) -> dict[str, object]:
    return {
        "version": 1,
        "passed": gate.passed,
        "budget": {key.replace("_", "-"): value for key, value in asdict(gate.budget).items()},
        "captures": [
            {
                "name": one.name,
                "format": one.format,
                "total": one.judged.total,
                "proven": one.judged.leaks,
                "waiting": one.judged.waiting,
                "notes": list(one.notes),
                "violations": [violation(each, gate) for each in one.judged.violations],
            }
            for one in gate.sources
        ],
    }


def violation(one: Violation, gate: Gate) -> dict[str, object]:
    return {
        "kind": one.kind,
        "message": one.message,
        "count": one.count,
        "limit": one.limit,
        "places": [place(each, gate) for each in one.places],
    }


def place(one: Cluster, gate: Gate) -> dict[str, object]:
    located = gate.locate(one) if gate.locate else None
    return {
        "count": one.count,
        "state": one.state,
        "site": frame(one.site, located.site if located else None, located),
        "creator": frame(one.creator, located.creator if located else None, located) if one.creator else None,
        "verdict": {"tier": one.verdict.tier, "why": one.verdict.why},
        "signatures": list(one.signatures),
    }


def gate_text(gate: Gate, colour: bool) -> str:
    """For a build's log: what is over the budget and where, or that nothing is."""
    lines: list[str] = []
    for one in gate.sources:
        judged = one.judged
        told = (
            "no goroutine dump in it"
            if one.format == "none"
            else f"{counted(judged.total, 'goroutine')}, {judged.leaks:,} proven leaked, {judged.waiting:,} waiting"
        )
        lines.append(f"{printable(one.name)}: {told}")
        lines += [f"  {printable(note)}" for note in one.notes]
        for each in judged.violations:
            over = paint("over budget", "31;1", colour)
            lines.append(f"  {over}: {printable(each.message)} (limit {each.limit:,g})")
            lines += [f"    {line}" for where in each.places[:SHOWN] for line in place_lines(where, gate)]
            if len(each.places) > SHOWN:
                lines.append(f"    and {counted(len(each.places) - SHOWN, 'further place')}")
    over = sum(len(one.judged.violations) for one in gate.sources)
    lines.append(
        paint("passed", "32", colour)
        if gate.passed
        else paint(f"failed: {counted(over, 'limit')} exceeded", "31;1", colour)
    )
    return "\n".join(lines)


def place_lines(one: Cluster, gate: Gate) -> list[str]:
    located = gate.locate(one) if gate.locate else None
    source = f" -> {located.site_words}" if located else ""
    lines = [
        f"{one.count:>7,}  {one.state or 'state unknown'}  {one.site.function}",
        f"         at {one.site.file or '?'}:{one.site.line}{source}",
    ]
    if one.creator:
        source = f" -> {located.creator_words}" if located and located.creator_words else ""
        lines.append(
            f"         started by {one.creator.function} at {one.creator.file}:{one.creator.line}{source}"
        )
    if one.signatures:
        lines.append(f"         looks like {', '.join(one.signatures)}")
    return [printable(line) for line in lines]


def gate_annotations(gate: Gate) -> Iterator[str]:
    """One command a place; a limit that no place explains stands without a line."""
    for one in gate.sources:
        for each in one.judged.violations:
            seen: set[tuple[str, int]] = set()
            for where in each.places[:SHOWN]:
                file, line = annotated(where, gate)
                if not file or (file, line) in seen:
                    continue
                seen.add((file, line))
                said = f"{counted(where.count, 'goroutine')} in {where.state or 'an unknown state'}."
                if where.verdict.tier not in ("present", "benign"):
                    said += f" {where.verdict.why}"
                message = f"{sentence(each.message)} (limit {each.limit:,g}). Here: {said}"
                yield command(
                    "error", {"file": file, "line": line, "title": f"Leakline gate: {each.kind}"}, message
                )
            if not seen:
                message = f"{one.name}: {each.message} (limit {each.limit:,g})."
                yield command("error", {"title": f"Leakline gate: {each.kind}"}, message)


def sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def annotated(one: Cluster, gate: Gate) -> tuple[str, int]:
    """The line to mark, from the working directory on: the site, else the `go` statement; empty where unknown."""
    located = gate.locate(one) if gate.locate else None
    if located is None:
        return "", 0
    for source in (located.site, located.creator):
        if source is not None and source.path and source.match in ("exact", "shifted"):
            path = Path(source.path)
            inside = path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path
            return inside.as_posix(), source.line
    return "", 0
