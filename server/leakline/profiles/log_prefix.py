"""The words that a logger or a log shipper puts before and behind each line, told from one line of a dump."""

import re
from functools import lru_cache

DIGITS = re.compile(rb"\d+")
SPACES = re.compile(rb"(?:\\ |\\\t)+")
LEVELS = re.compile(
    rb"\b(?:TRACE|DEBUG|DBG|INFO|INF|NOTICE|WARN|WARNING|WRN|ERROR|ERR|FATAL|PANIC|CRITICAL|EROR|DEBU)\b",
    re.IGNORECASE,
)
KLOG = re.compile(rb"(?<![A-Za-z])[IWEF](?=\\d\+)")


@lru_cache(maxsize=256)
def prefix_of(before: bytes) -> re.Pattern[bytes]:
    """What fits the words before lines: the same words, with other numbers and levels in them."""
    words = before.rstrip()
    shape = DIGITS.sub(rb"\\d+", SPACES.sub(rb"\\s+", re.escape(words)))
    shape = KLOG.sub(b"[IWEF]", LEVELS.sub(b"[A-Za-z]+", shape))
    return re.compile(shape + re.escape(before[len(words) :]), re.DOTALL)


@lru_cache(maxsize=256)
def suffix_of(behind: bytes) -> re.Pattern[bytes]:
    """What fits the words behind lines: the same words, with other numbers in them."""
    return re.compile(DIGITS.sub(rb"\\d+", re.escape(behind.rstrip())) + rb"\s*\Z")
