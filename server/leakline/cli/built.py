"""`--revision` and `--binary`: what was built, and with it the lines of what leaks."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from leakline.cli.main import UsageError
from leakline.leaks.document import Located
from leakline.leaks.model import Cluster
from leakline.mapping.buildinfo import BinaryError, read
from leakline.mapping.locate import Mapper
from leakline.mapping.versions import Revision, RevisionError
from leakline.report.text import printable


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--revision", metavar="REV", help="the commit that was built: lines are followed from there by git"
    )
    parser.add_argument(
        "--binary", metavar="PROGRAM", help="the Go program that ran: it says of which commit it was built"
    )


def mapper_of(args: argparse.Namespace | None, roots: Sequence[str]) -> Mapper:
    """A mapper that knows what was built, as far as the arguments or the program tell. Raises UsageError."""
    if args is not None and args.revision:
        try:
            return Mapper(roots, revision=Revision(args.revision))
        except RevisionError as error:
            raise UsageError(f"--revision: {printable(str(error))}") from None
    if args is None or not args.binary:
        return Mapper(roots)
    try:
        revision = read(Path(args.binary)).revision
    except BinaryError as error:
        raise UsageError(f"--binary: {printable(str(error))}") from None
    why = "it was built without version control (-buildvcs=false, or outside of git)"
    if revision is not None:
        try:
            return Mapper(roots, revision=revision)
        except RevisionError as error:
            why = str(error)
    print(f"leakline: --binary tells no revision to follow lines from: {printable(why)}", file=sys.stderr)
    return Mapper(roots)


class Locator:
    """Traces clusters to the lines of a folder."""

    def __init__(self, folder: str, args: argparse.Namespace | None = None) -> None:
        """`args` may tell what was built, as `built.arguments` declares it."""
        if not Path(folder).is_dir():
            raise UsageError(f"--workspace {printable(folder)} is no folder; give the one that holds go.mod")
        self.root = str(Path(folder).resolve())
        self.mapper = mapper_of(args, [self.root])
        self.modules = tuple(module.path for module in self.mapper.workspace.modules)

    def learn(self, found: Sequence[Cluster]) -> None:
        """Frames explain each other, so all of them come before the first is traced."""
        self.mapper.learn(frame for cluster in found for group in cluster.groups for frame in group.frames)

    def locate(self, cluster: Cluster) -> Located:
        """The lines of its site and of its `go` statement."""
        from leakline.overlay.join import observe

        seen = observe(cluster, self.mapper)
        creator = self.mapper.source(cluster.creator, "go") if cluster.creator else None
        return Located(seen.source, creator, self.root)
