"""What a rule reports."""

from attrs import frozen


@frozen
class Related:
    """A place that explains a finding: the exit that leaks, the branch that leads there."""

    path: str
    line: int
    """From 1."""
    message: str
    column: int = 1
    """From 1, in bytes."""
    placed: bool = False
    """Whether it stands outside the declaration that has the finding: its line then counts in the file from the start."""


@frozen
class Edit:
    """Replaces one byte range of a file. An insertion has `start == end`."""

    path: str
    start: tuple[int, int]
    """Line and column, both from 1, the column in bytes."""
    end: tuple[int, int]
    text: str
    placed: bool = False
    """Whether the range counts in the file already, not in the declaration that has the finding."""


@frozen
class Fix:
    """A change that mends a finding. `safe` means that the meaning of correct executions stays the same."""

    title: str
    edits: tuple[Edit, ...]
    safe: bool = True


@frozen
class Finding:
    """One predicted leak. Lines and columns count from 1, columns are in bytes, ends are exclusive."""

    rule: str
    severity: str
    """`error`, `warning`, `information` or `hint`."""
    message: str
    path: str
    """As the caller named the file."""
    line: int
    column: int
    end_line: int
    end_column: int
    function: str = ""
    """The declared function around it, as the runtime names it: `example.com/m/a.(*S).Run`."""
    related: tuple[Related, ...] = ()
    fixes: tuple[Fix, ...] = ()
    confidence: float = 1.0
    """0 to 1."""
    suppressed: str | None = None
    """Why it is not told: the reason given by an ignore comment, or a baseline; None where the finding stands."""
    known: bool = False
    """Whether a baseline silences it, not a comment."""
