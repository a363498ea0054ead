"""How observations are told in an editor: end-of-line texts, sentences, and Markdown with all it quotes escaped."""

import re
from collections.abc import Sequence
from pathlib import PurePath

from leakline.leaks.model import TIERS
from leakline.lsp.observations import Shown
from leakline.lsp.uris import uri_of
from leakline.mapping.source import Source
from leakline.overlay.model import Observed, OverlayLine
from leakline.report.words import meaning

_SPECIAL = re.compile(r"([\\`*_{}\[\]()#!|<>~&]|^[-+])")
_MATCH = {
    "stale": "The code may have changed since this program was built",
    "unknown": "Whether this line is the one that ran is not known",
}


def plural(count: int, noun: str) -> str:
    """`1 goroutine`, `1,000 goroutines`."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def total(observed: Sequence[Observed]) -> int:
    return sum(one.cluster.count for one in observed)


def strongest(observed: Sequence[Observed]) -> Observed:
    """The one whose evidence is best, then the one with most goroutines."""
    return min(observed, key=lambda one: (TIERS.index(one.cluster.verdict.tier), -one.cluster.count))


def states(observed: Sequence[Observed]) -> str:
    """Go's words for what they wait for, most goroutines first; empty where the profile has none."""
    names = [one.cluster.state for one in sorted(observed, key=lambda one: -one.cluster.count)]
    return ", ".join(dict.fromkeys(name for name in names if name))


def mark(observed: Sequence[Observed]) -> str:
    """`1,000 goroutines · chan send · growing`, for the end of a line."""
    parts = [plural(total(observed), "goroutine"), states(observed), strongest(observed).cluster.verdict.tier]
    return " · ".join(part for part in parts if part)


def sentence(observed: Sequence[Observed], shown: Shown, word: str, where: str = "here") -> str:
    """One sentence for a diagnostic. `word` is `Observed` or `Confirmed`, `where` is `here` or `at f.go:12`."""
    count, state = total(observed), states(observed)
    verb = "waits" if count == 1 else "wait"
    doing = f"{verb} {where} ({state})" if state else f"{'is' if count == 1 else 'are'} {where}"
    best = strongest(observed).cluster.verdict
    capture = f" by capture {shown.name}" if shown.name else ""
    return f"{word}{capture}: {plural(count, 'goroutine')} {doing}; {best.tier}: {best.why}".rstrip(" :")


def certainty(line: OverlayLine, observed: Sequence[Observed]) -> str:
    """How sure it is that goroutines stand on this very line: the `match` of the best evidence.

    A finding that is confirmed by stacks which hold no code of the workspace stands on its own line for sure.
    """
    best = strongest(observed)
    return "exact" if line.confirmed and best.source.path is None else best.source.match


def place_of(line: OverlayLine, path: str, number: int) -> str:
    """Where goroutines of a line wait, as seen from a place in the code: `here`, `at f.go:12`, `in net/http.…`."""
    best = strongest(line.observed)
    if best.source.path is None:
        return f"in {best.cluster.site.function}"
    return (
        "here" if (line.path, line.line) == (path, number) else f"at {PurePath(line.path).name}:{line.line}"
    )


def escape(text: str) -> str:
    """Text of a program or profile, as Markdown that shows just that."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))


def code(text: str) -> str:
    """Text as inline code, whatever backticks it holds."""
    line = " ".join(text.split())
    longest = max((len(run) for run in re.findall(r"`+", line)), default=0)
    fence = "`" * (longest + 1)
    pad = " " if line.startswith("`") or line.endswith("`") else ""
    return f"{fence}{pad}{line}{pad}{fence}" if line else ""


def link(text: str, uri: str, line: int = 0) -> str:
    """A Markdown link to a line, from 1, of a file."""
    target = uri.replace("(", "%28").replace(")", "%29")
    return f"[{escape(text)}]({target}{f'#L{line}' if line else ''})"


def _doing(state: str) -> str:
    """Go's word for a wait and what it means."""
    said = meaning(state)
    return f"{code(state)}: {escape(said)}" if said else code(state)


def _waits(waits: Sequence[int]) -> str:
    if not waits:
        return ""
    low, middle, high = waits[0], waits[len(waits) // 2], waits[-1]
    if low == high:
        return f"for {plural(low, 'minute')}"
    return f"for {low} to {high} minutes, half of them for {middle} or longer"


def _origin(origin: Source | None, creator: str) -> str:
    if origin is not None and origin.path is not None:
        name = origin.path.replace("\\", "/").rsplit("/", 1)[-1]
        return f"started at {link(f'{name}:{origin.line}', uri_of(origin.path), origin.line)}"
    return f"started in {code(creator)}" if creator else ""


def markdown(line: OverlayLine, shown: Shown) -> str:
    """What was observed on a line: how many, waiting for what, since when, from where, and how sure it is."""
    name = f" · {escape(shown.name)}" if shown.name else ""
    title = "Confirmed leak" if line.confirmed else "Observed"
    out = [f"**{title}**{name}", ""]
    if line.why:
        out += [escape(f"{line.why[:1].upper()}{line.why[1:]}."), ""]
    for one in line.observed[:5]:
        cluster = one.cluster
        creator = cluster.creator.function if cluster.creator else ""
        facts = [
            f"**{plural(cluster.count, 'goroutine')}**",
            _doing(cluster.state),
            _waits(cluster.waits),
            _origin(one.origin, creator),
        ]
        out.append("- " + " · ".join(fact for fact in facts if fact))
        out.append(f"  - *{escape(cluster.verdict.tier)}*: {escape(cluster.verdict.why)}")
        if cluster.labels:
            out.append("  - labels " + ", ".join(code(f"{key}={value}") for key, value in cluster.labels[:6]))
        if one.source.path is None:
            # Joined by what its stack looks like: it holds no line of the workspace.
            out.append(f"  - waits in {code(cluster.site.function)}")
        elif one.source.match in _MATCH:
            out.append(f"  - {_MATCH[one.source.match]}: {escape(one.source.why)}")
        elif one.source.match == "shifted" and one.source.why:
            out.append(f"  - {escape(one.source.why)}")
    if len(line.observed) > 5:
        rest = line.observed[5:]
        out.append(f"- and {plural(total(rest), 'goroutine')} in {plural(len(rest), 'more group')}")
    if line.retains:
        kept = [f"{code(f'{one.name} {one.type}'.rstrip())} ({one.how})" for one in line.retains]
        out += ["", f"Keeps alive, read from the code: {', '.join(kept)}"]
    return "\n".join(out)
