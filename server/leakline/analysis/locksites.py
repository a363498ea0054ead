"""Places in other declarations that a finding about locks tells of."""

from attrs import frozen

from leakline.analysis.finding import Related
from leakline.analysis.unit import Unit


@frozen(cache_hash=True)
class Site:
    """A place in some declaration of the module; lines count from 0 at the declaration's first, columns from 1."""

    path: str
    line: int
    column: int
    receiver: str
    """Of the declaration: its type's name, or ""."""
    name: str
    first: int
    """The declaration's first line in the file, from 0, when it was read."""

    def shown(self, unit: Unit) -> tuple[str, int, int]:
        """Path, line and column from 1, as a unit's package has the declaration now."""
        package = unit.world.package
        decl = (
            package.methods.get((self.receiver, self.name)) if self.receiver else package.funcs.get(self.name)
        )
        first = self.first
        if decl is not None and decl.file.path == self.path:
            first = decl.file.data.count(b"\n", 0, decl.piece.start)
        return self.path, first + self.line + 1, self.column


def site(unit: Unit, offset: int) -> Site:
    """An offset of a declaration as a place in its file."""
    line = unit.line(offset)
    receiver = unit.body.receiver.lstrip("*").partition("[")[0]
    return Site(unit.path, line, offset - unit.starts[line] + 1, receiver, unit.body.name, unit.first_line)


def related_to(unit: Unit, place: Site, message: str) -> Related:
    """A site as a related location of a finding in a unit."""
    path, line, column = place.shown(unit)
    return Related(path, line, message, column, True)
