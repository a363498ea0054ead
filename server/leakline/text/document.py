"""One open text as bytes, edited in place of the editor's copy."""

from collections.abc import Sequence

from attrs import frozen

from leakline.text.positions import byte_column, line_of, line_starts, units

Point = tuple[int, int]
"""Line and byte column, both from 0."""


@frozen
class Change:
    """One change of an edit, in the client's columns. `start` and `end` are None where the whole text is replaced."""

    text: str
    start: Point | None = None
    end: Point | None = None


@frozen
class ByteEdit:
    """The same change in bytes, as an incremental parser wants it."""

    start: int
    old_end: int
    new_end: int
    start_point: Point
    old_end_point: Point
    new_end_point: Point


class Document:
    """The bytes of a file, its line table and its version. Changes are replayed in order."""

    def __init__(self, path: str, data: bytes, version: int | None = None) -> None:
        self.path = path
        self.data = data
        self.version = version
        self._starts: list[int] | None = None

    @property
    def line_starts(self) -> list[int]:
        if self._starts is None:
            self._starts = line_starts(self.data)
        return self._starts

    def line_bounds(self, line: int) -> tuple[int, int]:
        """The bytes of a line, from 0, without its end."""
        starts = self.line_starts
        if line >= len(starts):
            return len(self.data), len(self.data)
        begin = starts[line]
        end = starts[line + 1] if line + 1 < len(starts) else len(self.data)
        while end > begin and self.data[end - 1] in b"\r\n":
            end -= 1
        return begin, end

    def offset(self, line: int, column: int, encoding: str = "utf-8") -> int:
        """The byte offset of a position that counts from 0 in a client's encoding."""
        begin, end = self.line_bounds(max(line, 0))
        return begin + byte_column(self.data[begin:end], max(column, 0), encoding)

    def point(self, offset: int) -> Point:
        line = line_of(self.line_starts, offset)
        return line, offset - self.line_starts[line]

    def position(self, offset: int, encoding: str = "utf-8") -> Point:
        """The line and column, from 0, of a byte offset in a client's encoding."""
        line, _ = self.point(offset)
        begin = self.line_starts[line]
        return line, units(self.data[begin:offset], encoding)

    def apply(
        self, changes: Sequence[Change], encoding: str = "utf-8", version: int | None = None
    ) -> list[ByteEdit]:
        """Replays changes in order and returns them in bytes."""
        edits: list[ByteEdit] = []
        for change in changes:
            text = change.text.encode("utf-8", "surrogatepass")
            if change.start is None or change.end is None:
                start, old_end = 0, len(self.data)
            else:
                start = self.offset(*change.start, encoding)
                old_end = max(start, self.offset(*change.end, encoding))
            start_point, old_end_point = self.point(start), self.point(old_end)
            self.data = self.data[:start] + text + self.data[old_end:]
            self._splice_lines(start, old_end, text)
            new_end = start + len(text)
            edits.append(ByteEdit(start, old_end, new_end, start_point, old_end_point, self.point(new_end)))
        self.version = version
        return edits

    def _splice_lines(self, start: int, old_end: int, text: bytes) -> None:
        # A carriage return at a seam joins with its neighbour into one line end, so a text with any takes the slow way.
        if b"\r" in text or b"\r" in self.data[max(start - 1, 0) : start + len(text) + 2]:
            self._starts = None
            return
        starts = self.line_starts
        first = line_of(starts, start)
        last = line_of(starts, old_end)
        grown = len(text) - (old_end - start)
        inside = [start + at for at in line_starts(text)[1:]]
        tail = starts[last + 1 :]
        self._starts = starts[: first + 1] + inside + ([at + grown for at in tail] if grown else tail)
