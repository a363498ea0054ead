"""Every setting, once. The schema in package.json and the table in the docs are generated from this class."""

from collections.abc import Mapping

from attrs import field, frozen


@frozen
class Settings:
    """Thresholds and switches with their defaults."""

    many_goroutines: int = 100
    """How many goroutines blocked at one line are called many."""
    old_minutes: int = 5
    """From how many minutes of waiting a goroutine is called old."""
    text_limit: int = 10_000
    """Above how many goroutines the text dump, which stops the world, is not taken unasked."""
    leak_limit: int = 25_000
    """Above how many goroutines the search for proven leaks, which stops the world too, is not done unasked."""
    capture_timeout_seconds: float = 30.0
    """How long one request of a capture may take."""
    capture_limit_bytes: int = 1 << 30
    """How large one answer of a capture may be, as it is sent."""
    capture_unpacked_bytes: int = 4 << 30
    """How large it may be once it is unpacked."""
    pedantic: bool = False
    """Also report what only the whole program could tell."""
    severity: Mapping[str, str] = field(factory=dict[str, str])
    """By rule: error, warning, information or hint for its findings, or on or off. It wins over leakline.toml."""
