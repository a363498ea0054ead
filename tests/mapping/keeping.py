"""Edited shapes kept in a folder: with git or without, committed or not, saved or not."""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from attrs import define
from edits import EDITS, Texts
from standing import MARK, SHAPES, Standing, marks

from leakline.mapping.locate import Mapper
from leakline.mapping.versions import Revision
from leakline.profiles.model import GoroutineProfile

WAYS = ("no git", "uncommitted", "committed", "revision told", "unsaved")
"""What is known of the text that was built."""

_GIT = ("git", "-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "commit.gpgsign=false")


@define
class Kept:
    """One edit around one mark, in folders by their way to be kept."""

    edit: str
    folders: dict[str, Path]
    truth: "tuple[str, int] | None"
    """Where the statement stands now; None where it is gone."""
    unsaved: dict[str, bytes]
    """By path from the module."""
    last: object = None

    @staticmethod
    def every(home: Path, mark: str) -> "Iterator[Kept]":
        """All edits that can be made around a mark, each in the same folders as the one before."""
        texts = {
            path.relative_to(SHAPES).as_posix(): path.read_bytes().decode()
            for path in sorted(SHAPES.rglob("*"))
            if path.is_file()
        }
        path, line = marks(SHAPES)[mark]
        folders = {way: home / way.replace(" ", "-") / "shapes" for way in WAYS}
        for name, edit in EDITS.items():
            edited = edit(texts, path, line - 1)
            if edited is None:
                continue
            shutil.rmtree(home, ignore_errors=True)
            _write(folders["no git"], edited)
            _write(folders["unsaved"], texts)
            committed = folders["committed"]
            _write(committed, {**texts, path: "\n".join(["// older", *texts[path].split("\n")])})
            _commit(committed, "older")
            _write(committed, texts)
            _commit(committed, "built")
            for one in edited.keys() ^ texts.keys():
                if one not in edited:
                    (committed / one).unlink()
            shutil.copytree(committed, folders["uncommitted"])
            for way in ("committed", "uncommitted"):
                _write(folders[way], edited)
            _commit(committed, "edited")
            folders["revision told"] = committed
            unsaved = {one: _bare(text) for one, text in edited.items() if texts.get(one) != text}
            yield Kept(name, folders, _truth(edited, mark), unsaved)


def outcome(kept: Kept, way: str, profile: GoroutineProfile, one: Standing) -> str:
    """`right`, `wrong` (sure of another line), `not told`; `gone` where there is nothing to be right about."""
    root = kept.folders[way]
    unsaved = {str(root / path): text for path, text in kept.unsaved.items()} if way == "unsaved" else {}
    revision = Revision("HEAD~1" if kept.edit != "nothing" else "HEAD") if way == "revision told" else None
    mapper = Mapper([str(root)], unsaved.get, revision)
    mapper.learn_groups(profile.groups)
    found = mapper.source(one.frame, one.state, one.callee)
    kept.last = found
    if found.match not in ("exact", "shifted"):
        return "not told" if kept.truth is not None else "gone"
    if kept.truth is None:
        return "wrong"
    path, line = kept.truth
    return "right" if (found.path, found.line) == (str(root / path), line) else "wrong"


def _truth(texts: Texts, mark: str) -> "tuple[str, int] | None":
    for path, text in texts.items():
        for number, line in enumerate(text.split("\n"), 1):
            match = MARK.search(line.rstrip("\r"))
            if match and match[1] == mark:
                return path, number
    return None


def _bare(text: str) -> bytes:
    """Without marks, which would tell twins apart."""
    ends = [(line.rstrip("\r"), line.endswith("\r")) for line in text.split("\n")]
    return "\n".join(MARK.sub("", line).rstrip() + "\r" * end for line, end in ends).encode()


def _write(root: Path, texts: Texts) -> None:
    for name, text in texts.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(_bare(text))


def _commit(root: Path, said: str) -> None:
    if not (root / ".git").exists():
        subprocess.run([*_GIT, "init", "-q", root], check=True)
    subprocess.run([*_GIT, "-C", root, "add", "-A"], check=True)
    subprocess.run([*_GIT, "-C", root, "commit", "-q", "--allow-empty", "-m", said], check=True)
