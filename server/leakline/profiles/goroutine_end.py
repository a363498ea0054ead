"""Whether a goroutine dump lacks something at its beginning or its end."""

from leakline.profiles.goroutine_header import HEADER, PARTIAL
from leakline.profiles.goroutine_lines import BARE_PLACE, CREATED, FUNCTION, PLACE, Open


def cut_off(end: bytes) -> tuple[bytes, bytes] | None:
    """The number and, behind its bracket, what is left of a header that ends the text; None where it ends otherwise."""
    if HEADER.search(end):
        return None
    found = list(PARTIAL.finditer(end))
    if not found:
        return None
    rest = end[found[-1].end() :]
    return None if b"]" in rest and b"{" not in rest else (found[-1]["id"], rest)


def ends_cut(last: Open, whole_line: bool, end: bytes) -> bool:
    """Whether the goroutine that stands at the end of the text lacks something."""
    creator, frames = last.creator, last.frames
    if creator is not None and creator.file:
        # A creator's place has an offset; without one, and without a newline, digits may be missing.
        return not whole_line and b" +0x" not in end
    if creator is not None or (CREATED.fullmatch(end) and not is_place(end)):
        return True
    if FUNCTION.fullmatch(end) and not is_place(end):
        return True
    if not whole_line and not is_place(end):
        return True
    if not frames:
        return b"running" not in last.raw
    root = frames[-1].function
    return not (
        root == "main.main" or root.startswith(("runtime.", "testing.", "(")) or root.endswith(".goexit")
    )


def is_place(line: bytes) -> bool:
    return PLACE.fullmatch(line) is not None or BARE_PLACE.fullmatch(line) is not None


def starts_cut(first: bytes) -> bool:
    """Whether a text begins with a line from the middle of a stack."""
    lines = first.replace(b"\r\n", b"\n").split(b"\n", 2)
    if lines[0].startswith(b"\t") and PLACE.fullmatch(lines[0]):
        return True
    return len(lines) > 2 and bool(
        (
            CREATED.fullmatch(lines[0])
            or (FUNCTION.fullmatch(lines[0]) and b" " not in lines[0].partition(b"(")[0])
        )
        and lines[1].startswith(b"\t")
        and PLACE.fullmatch(lines[1])
    )
