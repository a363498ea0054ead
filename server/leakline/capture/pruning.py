"""Which captures to let go, by age, by size and by number."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from leakline.capture.store import Capture


def size_of(folder: Path) -> int:
    """Bytes of what lies in a folder; 0 for what cannot be read."""
    total = 0
    try:
        for path in folder.iterdir():
            total += path.lstat().st_size
    except OSError:
        return total
    return total


def chosen(
    captures: Sequence[Capture],
    now: datetime,
    older: timedelta | None = None,
    size: int | None = None,
    keep: int | None = None,
) -> tuple[Capture, ...]:
    """Those to delete, oldest first.

    Captures from longer ago than `older` go; then the oldest, until what is left has at most `size` bytes; and all
    but the newest `keep` where neither is given. With one of them, `keep` protects the newest so many.
    """
    newest = sorted(captures, key=lambda one: (one.time, one.id), reverse=True)
    safe = keep or 0
    if older is None and size is None:
        return tuple(reversed(newest[safe:])) if keep is not None else ()
    gone: list[Capture] = []
    total = 0
    full = False
    for at, one in enumerate(newest):
        total += size_of(one.folder)
        # Once one does not fit, the older ones go as well: what is kept has no holes.
        full = full or (size is not None and total > size)
        if at >= safe and (full or (older is not None and now - time_of(one) > older)):
            gone.append(one)
    return tuple(reversed(gone))


def time_of(one: Capture) -> datetime:
    """When it was taken; now, where its meta.json does not tell, so that it stays."""
    try:
        taken = datetime.fromisoformat(one.time.replace("Z", "+00:00"))
    except ValueError:
        return datetime.now().astimezone()
    return taken if taken.tzinfo else taken.astimezone()
