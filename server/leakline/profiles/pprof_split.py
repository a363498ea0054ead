"""Cuts a file of several pprof protos, as `cat a.pb b.pb` makes one, into its profiles.

Protobuf reads such a file as one message whose tables are mixed up. Each profile begins its string table with the empty
string, and no writer comes back to samples and locations once it has written its strings.
"""

STRINGS = 6
TABLES = range(1, 6)
"""Sample types, samples, mappings, locations, functions: they stand before the strings."""
EMPTY = b"\x32\x00"
"""The first string of a table."""


def profiles_in(data: bytes) -> list[bytes]:
    """The profiles of a file, in order; the file alone where it holds one or is damaged."""
    if data.count(EMPTY) < 2:
        return [data]
    cuts = [0]
    empties = [0]
    met: set[int] = set()
    for start, number, end in fields(data):
        if end > len(data):
            return [data]
        begun = STRINGS in met
        if begun and number != STRINGS and (number in TABLES or number in met):
            cuts.append(start)
            empties.append(0)
            met = set()
        met.add(number)
        if number == STRINGS and data.startswith(EMPTY, start):
            empties[-1] += 1
    if len(cuts) < 2 or any(count != 1 for count in empties):
        return [data]
    return [data[start:end] for start, end in zip(cuts, [*cuts[1:], len(data)], strict=True)]


def fields(data: bytes) -> "list[tuple[int, int, int]]":
    """Begin, number and end of each field of a message; an end behind the data's where it is damaged."""
    found: list[tuple[int, int, int]] = []
    at, size = 0, len(data)
    while at < size:
        start = at
        tag, at = varint(data, at)
        kind = tag & 7
        if kind == 0:
            _, at = varint(data, at)
        elif kind == 2:
            length, at = varint(data, at)
            at += length
        elif kind in (1, 5):
            at += 8 if kind == 1 else 4
        else:
            at = size + 1
        found.append((start, tag >> 3, at))
    return found


def varint(data: bytes, at: int) -> tuple[int, int]:
    """A number and where it ends; behind the data's end where it is cut."""
    value = shift = 0
    while at < len(data) and shift < 70:
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, at
        shift += 7
    return 0, len(data) + 1
