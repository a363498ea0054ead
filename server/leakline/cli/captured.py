"""What the commands about captures print of one."""

import shlex
from pathlib import Path

from leakline.capture import store
from leakline.capture.store import Capture
from leakline.leaks.clusters import clusters
from leakline.profiles.model import GoroutineProfile, ProfileError
from leakline.report.text import counted, printable
from leakline.settings import Settings


def unusable(one: Capture, settings: Settings) -> str | None:
    """What is wrong with a capture of which nothing can be read; None where something can."""
    reasons = list(one.failures)
    for part in one.parts:
        try:
            store.profile_of(one, part, settings.capture_unpacked_bytes)
        except ProfileError as error:
            reasons.append(str(error))
        else:
            return None
    return f"{reasons[0].removesuffix('.')}." if reasons else None


def entry(one: Capture) -> dict[str, object]:
    """A capture in JSON."""
    return {
        "id": one.id,
        "folder": str(one.folder),
        "name": one.name,
        "target": one.target,
        "time": one.time,
        "kinds": list(one.kinds),
        "total": one.total,
        "parts": [
            {
                "kind": part.kind,
                "form": part.form,
                "path": str(one.folder / part.file),
                "bytes": part.bytes,
                "seconds": part.seconds,
                "failure": part.failure,
                "over": part.over,
            }
            for part in one.parts
        ],
        "failures": list(one.failures),
        "notes": list(one.notes),
    }


def summary(one: Capture, settings: Settings) -> str:
    """What was captured and what is worst in it, in a few lines."""
    size = sum(part.bytes for part in one.parts)
    lines = [
        f"{printable(one.name)}: {', '.join(one.kinds)} ({size:,} bytes) kept in {printable(str(one.folder))}"
    ]
    lines += [f"  {printable(text)}" for text in (*one.failures, *one.notes)]
    try:
        profile, proven = store.goroutines(one, settings.capture_unpacked_bytes)
    except ProfileError as error:
        return "\n".join([*lines, f"  {printable(str(error))}"])
    if profile is not None:
        found = clusters(profile, settings=settings, proven=proven, before=before(one))
        suspects = [cluster for cluster in found if cluster.verdict.tier not in ("present", "benign")]
        over = max((part.over for part in one.parts if part.kind == "goroutine"), default=0)
        count = counted(profile.total, "goroutine")
        if over:
            lines.append(f"  {count} that came within {counted(over, 'second')} and are still there")
            lines += [f"  {printable(text)}" for text in profile.warnings]
        else:
            lines.append(f"  {count}, {counted(len(suspects), 'place')} to look at")
        for cluster in suspects[:5]:
            site = printable(f"{cluster.site.function} ({Path(cluster.site.file).name}:{cluster.site.line})")
            lines.append(f"{cluster.count:>9,}  {cluster.verdict.tier}  {printable(cluster.state)}  {site}")
        lines.append(f"  next: leakline inspect {inspected(one)}")
    return "\n".join(lines)


def before(one: Capture) -> GoroutineProfile | None:
    """The goroutines of the capture before it, which tell what grew; None where they cannot be had."""
    earlier = store.earlier(one)
    try:
        return store.goroutines(earlier)[0] if earlier is not None else None
    except ProfileError:
        return None


def inspected(one: Capture) -> str:
    """What `inspect` takes to look at a capture, and to see what grew since the one before it."""
    before = store.earlier(one)
    both = [*([("--before", before)] if before else []), ("", one)]
    usual = one.folder.parent == store.root_of(None)
    return " ".join(
        f"{option} {capture.id if usual else shlex.quote(str(capture.folder))}".strip()
        for option, capture in both
    )
