"""Where a frame stands in this workspace, and how sure that is."""

from attrs import frozen


@frozen
class Source:
    """`path` is None where nothing of this workspace can be named."""

    path: str | None
    """Absolute."""
    line: int
    """From 1; the corrected line where `match` is `shifted`; 0 where unknown."""
    match: str
    """`exact`, `shifted`, `stale` or `unknown`."""
    why: str
    """One sentence."""
