"""Tells the dumps of one text apart: logs hold several, and goroutines of two moments are not added up.

A text is read as stretches of goroutines. A stretch ends where other words stand between two goroutines, and where one
begins as a dump does, with the goroutine that asked for it, `[running]`. Whether the next stretch belongs to the same dump
or is another one, its goroutines tell: a dump has each only once.
"""

from attrs import define, field

from leakline.profiles.goroutine_tally import CUT, Key, Sheet, Stack, running

FIRST = 64
"""So many goroutines at the beginning of a stretch are known by number; goroutine 1 always is."""
KEPT = 32
"""Of more dumps only the last are kept."""


@define
class Dump:
    """A stretch of goroutines, or several that belong together."""

    sheet: Sheet = field(factory=Sheet)
    ids: set[bytes] = field(factory=set[bytes])
    first: bytes | None = None
    """The raw header of its first goroutine."""
    opener: bytes = b""
    """The number of that."""
    begins: bool = False
    """A panic, a fatal error or a signal stood right before it."""
    resumes: bool = False
    """The line of dashes stood before it, behind which a crash shows what other threads run."""
    parted: bool = False
    """Other words stood before it."""
    after: bytes = b""
    """The last line before it."""
    unavailable: dict[bytes, tuple[Stack, Key]] = field(factory=dict[bytes, tuple[Stack, Key]])
    """Goroutines whose stack could not be shown because they ran: a crash shows them again, by their thread."""

    @property
    def single(self) -> bool:
        """Only the goroutine that speaks: a panic that was recovered, say, and no dump of all."""
        return self.sheet.total == 1 and running(self.first or CUT)

    def another_than(self, before: "Dump") -> bool:
        """Whether it cannot be the same dump as the stretch before it."""
        if not before.sheet.total or self.resumes:
            return False
        if self.begins or not self.ids.isdisjoint(before.ids):
            return True
        return self.parted and self.first is not None and running(self.first)

    def follows_quote(self, before: "Dump") -> bool:
        """Whether what stands before it is a panic's message that quotes a dump of the same goroutine.

        Newer releases of Go indent such a message, so that it is not read at all.
        """
        same = self.first is not None and running(self.first) and self.opener == before.opener
        return same and before.begins and not self.parted

    def join(self, more: "Dump") -> None:
        """Takes in the stretch that follows."""
        for id in more.ids & self.unavailable.keys() if more.resumes else ():
            self.sheet.without_one(*self.unavailable.pop(id))
        self.sheet.take(more.sheet)
        self.ids |= more.ids
        self.unavailable.update(more.unavailable)


@define
class Dumps:
    """The dumps of a text, in order."""

    done: list[Dump] = field(factory=list[Dump])
    """Those of more than one goroutine."""
    forgotten: int = 0
    singles: Sheet = field(factory=Sheet)
    last: Dump = field(factory=Dump)

    def add(self, stretch: Dump) -> None:
        """The next stretch of goroutines."""
        if not stretch.sheet.total:
            return
        if stretch.follows_quote(self.last):
            self.last = stretch
        elif stretch.another_than(self.last):
            self.close()
            self.last = stretch
        elif not self.last.sheet.total:
            self.last = stretch
        else:
            self.last.join(stretch)

    def close(self) -> None:
        """The last dump is whole."""
        if self.last.single:
            self.singles.take(self.last.sheet)
        elif self.last.sheet.total:
            self.done.append(self.last)
            if len(self.done) > KEPT:
                del self.done[0]
                self.forgotten += 1
        self.last = Dump()
