"""The first line of a goroutine in a dump, `goroutine 7 [chan send, 3 minutes]:`, from Go 1.3 to 1.27.

    goroutine N[ gp=0x.. m=K|nil[ mp=0x..]] [STATE[ (leaked)][ (scan)][ (durable)][, K minutes][, locked to
    thread]
        [, synctest bubble B]][ {key: value, "key 2": "value"}]:

`gp=`, `m=` and `mp=` stand only in crashes. Go 1.26 prints labels inside the bracket (`[running labels:{"k":
"v"}]:`), 1.27 behind it. Source: goroutineheader in Go's runtime/traceback.go.
"""

import re

from attrs import frozen

LABEL = rb'(?:"(?:[^"\\\n]|\\.)*"|[^\s"{},:\[\]]*)'
LABELS = rb"\{" + LABEL + rb": ?" + LABEL + rb"(?:, " + LABEL + rb": ?" + LABEL + rb")*\}"
REST = (
    rb"(?P<rest>(?:gp=0x[0-9a-f]+ )?(?:m=(?:\d+|nil) )?(?:mp=0x[0-9a-f]+ )?"
    rb"\[(?P<inner>[^\[\]{}\n]*)(?P<inside>labels:" + LABELS + rb")?\](?: (?P<behind>" + LABELS + rb"))?:)"
)
HEADER = re.compile(rb"goroutine (?P<id>\d+) " + REST)
"""A header anywhere in a line: logs put text before it, joined dumps glue it to a cut line."""
SUMMARY = re.compile(
    rb"[\[ ]?\bGoroutine (?P<id>\d+) in state (?P<state>[^\[\]{}\n]{1,200}), with (?:\S+ )on top of the stack:"
)
"""What goleak puts before each stack; older releases print the header behind it as well."""
TIMES = re.compile(rb" (?P<times>\d{1,9}) times: (?:\(\{Gid, Duration\}\))?\[\[")
"""What goroutine-inspect puts behind the header of goroutines that are alike."""
PARTIAL = re.compile(rb"goroutine (?P<id>\d+) (?:gp=0x[0-9a-f]+ )?(?:m=(?:\d+|nil) )?(?:mp=0x[0-9a-f]+ )?\[")
"""The beginning of a header; what follows was cut off."""
QUICK = re.compile(REST)
PAIR = re.compile(rb"(" + LABEL + rb"): ?(" + LABEL + rb")(?:, |\}$)")
MARKS = (" (leaked)", " (scan)", " (durable)")
MINUTES = re.compile(r"(\d+) minutes?")
ESCAPE = re.compile(r"\\(?:x([0-9a-f]{2})|u([0-9a-f]{4})|U([0-9a-f]{8})|(.))")
PLAIN = {"n": "\n", "r": "\r", "t": "\t", "a": "\a", "b": "\b", "f": "\f", "v": "\v"}


@frozen
class Header:
    """What a header says, without the goroutine's number."""

    state: str
    """Go's own words, without waits and marks; empty where it was cut off."""
    minutes: int = 0
    leaked: bool = False
    labels: tuple[tuple[str, str], ...] = ()


def parse(rest: bytes) -> Header | None:
    """The header behind `goroutine N `, up to its colon: `[select, 2 minutes]:`. None where it is none."""
    found = QUICK.fullmatch(rest)
    if found is None:
        return None
    inside = found["inside"]
    labels = found["behind"] or (inside[len(b"labels:") :] if inside else b"")
    return header(found["inner"].decode("utf-8", "replace"), pairs(labels))


def header(inner: str, labels: tuple[tuple[str, str], ...] = ()) -> Header:
    """From the words between the brackets."""
    state, *rest = inner.strip().split(", ")
    leaked = False
    while mark := next((one for one in MARKS if state.endswith(one)), None):
        leaked = leaked or mark == MARKS[0]
        state = state[: -len(mark)]
    minutes = next((int(found[1][:9]) for part in rest if (found := MINUTES.fullmatch(part))), 0)
    return Header(state, minutes, leaked, labels)


def pairs(labels: bytes) -> tuple[tuple[str, str], ...]:
    """`{key: value, "key 2": "value"}` as pairs, in its order."""
    return tuple((text(key), text(value)) for key, value in PAIR.findall(labels, 1))


def text(raw: bytes) -> str:
    """A label's key or value, unquoted where it is quoted the way Go quotes."""
    if not raw.startswith(b'"'):
        return raw.decode("utf-8", "replace")
    return unescape(raw[1:-1])


def unescape(raw: bytes) -> str:
    """The text of a quoted Go string. A `\\xNN` is a byte, and bytes are UTF-8."""
    if b"\\" not in raw:
        return raw.decode("utf-8", "replace")

    def plain(found: re.Match[str]) -> str:
        byte, short, long, other = found.groups()
        if byte:
            # surrogateescape lets several \xNN in a row become one character below.
            return bytes([int(byte, 16)]).decode("ascii", "surrogateescape")
        code = int(short or long or "0", 16)
        if code:
            return chr(code) if code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd"
        return PLAIN.get(other or "", other or "\ufffd")

    escaped = ESCAPE.sub(plain, raw.decode("utf-8", "surrogateescape"))
    return escaped.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
