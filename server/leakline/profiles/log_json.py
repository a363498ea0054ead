"""Takes the text of a dump out of JSON: logs of one object a line, `go test -json`, and exports of log stores.

An object's line of text, or a whole dump with its newlines escaped, stands in one of its strings. Which one, its content
tells: the string in which a goroutine's header was found is the one that is read from then on; before that, the names that
loggers and shippers give it.
"""

import json
import re
from collections.abc import Iterator
from typing import cast

from attrs import define, field

from leakline.profiles.goroutine_header import HEADER, SUMMARY

NAMES = (
    "log", "Output", "MESSAGE", "message", "msg", "textPayload", "line", "text", "content", "_raw", "body", "@message", "M",
    "event", "error", "stack", "stacktrace",
)  # fmt: skip
"""Of Docker, go test, journald, loggers and log stores."""
TIMES = ("time", "ts", "timestamp", "@timestamp", "Time", "__REALTIME_TIMESTAMP", "receiveTimestamp", "_time")
PARTIAL = 16_000
"""Docker cuts lines of 16 KiB without a newline; what is shorter and has none has lost it on its way."""
HELD = 32 << 20
"""Bytes of interleaved test output that are held back, to be put in order by package."""
DEEPEST = 12
LINE = re.compile(rb"^\s*\{\s*\"", re.MULTILINE)
CRI = re.compile(rb"\d{4}-\d\d-\d\dT\S+ (?:stdout|stderr) ([FP])(?: (.*))?", re.DOTALL)
CRI_JSON = re.compile(rb"^\d{4}-\d\d-\d\dT\S+ (?:stdout|stderr) (?:F \{\"|P )", re.MULTILINE)
DOCUMENT = re.compile(rb"\s*(?:\[\s*[\[{\"]|\{\s*\n)")

Leaf = tuple[str, str]
"""A string in a JSON value and where it stands: keys joined by dots, `*` for any element of an array."""


def recognised(head: bytes) -> bool:
    """Whether some lines of a text that begins so are JSON objects."""
    return LINE.search(head) is not None or CRI_JSON.search(head) is not None


def is_document(head: bytes) -> bool:
    """Whether it may be one JSON value over many lines, or an array."""
    return DOCUMENT.match(head) is not None


@define
class JsonLines:
    """Feed it pieces of a log; it gives the text that stood in the objects, and other lines as they are."""

    depth: int = 0
    carry: bytes = b""
    path: str = ""
    """Where the string stands in which a header was found."""
    inner: "JsonLines | None" = None
    """What reads the text of the objects where that is JSON itself."""
    held: dict[str, bytearray] = field(factory=dict[str, bytearray])
    """Output of tests, by package."""
    held_bytes: int = 0

    def feed(self, chunk: bytes) -> bytes:
        data = self.carry + chunk if self.carry else chunk
        end = data.rfind(b"\n") + 1
        self.carry = data[end:]
        return b"".join(map(self.line, data[:end].splitlines(keepends=True))) if end else b""

    def finish(self) -> bytes:
        """What is left when the log has ended."""
        last, self.carry = self.carry, b""
        text = self.line(last) if last else b""
        for package in list(self.held):
            text += self.release(package)
        return text + self.inner.finish() if self.inner else text

    def line(self, line: bytes) -> bytes:
        """What a line becomes: nothing, a line, or a whole dump."""
        stripped = line.strip().rstrip(b",")
        if stripped.startswith(b"{"):
            try:
                value: object = json.loads(stripped, strict=False)
            except (ValueError, RecursionError):
                return line
            return self.of_object(cast(dict[str, object], value), line) if isinstance(value, dict) else line
        cri = CRI.match(line) if b" std" in line[:80] else None
        if cri is not None:
            payload = cri[2] or b"\n"
            return self.deeper(payload.rstrip(b"\r\n") if cri[1] == b"P" else payload)
        return line

    def deeper(self, text: bytes) -> bytes:
        """Text out of an envelope, which may hold JSON again."""
        if self.depth >= DEEPEST:
            return text
        if self.inner is None:
            self.inner = JsonLines(self.depth + 1)
        return self.inner.feed(text)

    def of_object(self, value: dict[str, object], line: bytes) -> bytes:
        output, action = value.get("Output"), value.get("Action")
        if isinstance(action, str):
            return self.of_test(str(value.get("Package", "")), action, output, "Test" not in value)
        log = value.get("log")
        if isinstance(log, str) and "stream" in value:
            whole = log.endswith("\n") or len(log) >= PARTIAL
            return self.deeper(encoded(log if whole else log + "\n"))
        leaves = list(strings(value))
        if blocks := dumps_in(leaves):
            return titled(value, blocks)
        if HEADER.search(line) or SUMMARY.search(line):
            self.path = next((path for path, text in leaves if holds_header(text)), self.path)
            if (lines := lines_of(leaves, self.path)).count(b"\n") > 1:
                return lines
        table = dict(leaves)
        text = table.get(self.path) if self.path else None
        if text is None:
            text = next((table[name] for name in NAMES if name in table), None)
        return encoded(text).rstrip(b"\r\n") + b"\n" if text is not None else line

    def of_test(self, package: str, action: str, output: object, whole_package: bool) -> bytes:
        """Test binaries run side by side, so their output is put in order by package."""
        if isinstance(output, str):
            data = encoded(output)
            self.held.setdefault(package, bytearray()).extend(data)
            self.held_bytes += len(data)
        if action in ("pass", "fail", "skip") and whole_package:
            return self.release(package)
        if self.held_bytes > HELD:
            return b"".join(map(self.release, list(self.held)))
        return b""

    def release(self, package: str) -> bytes:
        data = bytes(self.held.pop(package, b""))
        self.held_bytes -= len(data)
        return data


def encoded(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def strings(value: object, path: str = "", depth: int = 0) -> Iterator[Leaf]:
    """All strings of a JSON value with their places; JSON in a string is looked into."""
    if isinstance(value, str):
        inner = nested(value) if depth < DEEPEST else None
        if inner is None:
            yield path, value
        else:
            yield from strings(inner, path, depth + 1)
    elif depth >= DEEPEST:
        return
    elif isinstance(value, dict):
        for key, one in cast(dict[str, object], value).items():
            yield from strings(one, f"{path}.{key}" if path else key, depth + 1)
    elif isinstance(value, list):
        for one in cast(list[object], value):
            yield from strings(one, path + ".*", depth + 1)


def nested(text: str) -> object | None:
    """The object that a string holds as JSON, where that may hold a goroutine."""
    if text[:1] not in "{[" or "oroutine " not in text:
        return None
    try:
        found: object = json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return None
    return found


def holds_header(text: str) -> bool:
    return "oroutine " in text and (HEADER.search(encoded(text)) or SUMMARY.search(encoded(text))) is not None


def dumps_in(leaves: list[Leaf]) -> list[str]:
    """Texts of several lines with a goroutine in them; one that is a part of another counts once."""
    found: list[str] = []
    for _, text in leaves:
        if "\n" in text.strip() and holds_header(text) and not any(text in other for other in found):
            found = [other for other in found if other not in text]
            found.append(text)
    return found


def titled(value: dict[str, object], blocks: list[str]) -> bytes:
    """Dumps out of an object, and before them what the object says of itself."""
    words = [str(value[key]) for key in (*TIMES, "level", "msg", "message") if key in value]
    title = " ".join(word for word in words if "\n" not in word and len(word) < 200) or "{}"
    return encoded("\n{}\n\n{}\n\n".format(title.replace("goroutine ", ""), "\n\n".join(blocks)))


def document(data: bytes) -> bytes | None:
    """The text in one JSON value, oldest entry first; None where it is no JSON or holds no goroutine."""
    try:
        value: object = json.loads(data, strict=False)
    except (ValueError, RecursionError):
        return None
    leaves = list(strings(value))
    if blocks := dumps_in(leaves):
        return encoded("\n\n{}\n\n".join(blocks))
    path = next((path for path, text in leaves if holds_header(text)), None)
    return lines_of(leaves, path) if path is not None else None


def lines_of(leaves: list[Leaf], path: str) -> bytes:
    """The strings that stand at one place of an array's elements, oldest first."""
    lines = [text.rstrip("\r\n") for at, text in leaves if at == path]
    if newest_first(leaves):
        lines.reverse()
    return encoded("\n".join(lines) + "\n")


def newest_first(leaves: list[Leaf]) -> bool:
    """Whether the times of an array's elements run backwards, as log stores export them."""
    times = [text for at, text in leaves if at.rpartition(".")[2] in TIMES]
    return len(times) > 1 and times[0] > times[-1]
