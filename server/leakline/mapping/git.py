"""Git objects of a repository, read so that nothing runs which the repository configures.

Only names and contents of committed files are asked for (`rev-parse`, `rev-list`, `ls-tree`, `diff-tree`, `cat-file`),
which runs no hook, filter, pager, monitor, signature check or external diff, and fetches nothing.
"""

import os
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

_SAFE = ("-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "-c", "protocol.allow=never")
_LEFT_OUT = ("GIT_TRACE", "GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_EXTERNAL_DIFF", "GIT_CONFIG_")
_SECONDS = 120


class GitError(Exception):
    """Git is missing, refused or took too long. The text is one sentence without its full stop."""


def installed() -> bool:
    return shutil.which("git") is not None


def repository(folder: Path) -> Path | None:
    """The top folder of the work tree around a folder, links resolved; None outside of one. Raises GitError."""
    found = run(folder, "rev-parse", "--show-toplevel")
    if found.returncode:
        if b"not a git repository" not in found.stderr and b"in a work tree" not in found.stderr:
            raise GitError(f"git refused {folder}: {said(found.stderr)}")
        return None
    root = Path(os.fsdecode(found.stdout.rstrip(b"\r\n"))).resolve()
    # `core.worktree` may name any folder; then its objects tell nothing of this one.
    real = folder.resolve()
    return root if root == real or root in real.parents else None


def commit_of(root: Path, revision: str) -> str:
    """The full id of a commit, branch or tag. Raises GitError."""
    if revision.startswith("-") or not revision.strip() or "\0" in revision:
        raise GitError(f"{revision!r} is no revision; name a commit, a branch or a tag")
    found = run(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    commit = found.stdout.decode("ascii", "replace").strip()
    if found.returncode or not commit:
        raise GitError(f"git knows no revision {revision} in {root}")
    return commit


def has_commits(root: Path) -> bool:
    """Whether HEAD names a commit. Raises GitError."""
    return run(root, "rev-parse", "--verify", "--quiet", "HEAD^{commit}").returncode == 0


def files_of(root: Path, commit: str) -> dict[bytes, bytes]:
    """The Go files of a commit: path from the root -> object id. Raises GitError."""
    listed = run(root, "ls-tree", "-r", "-z", "--full-tree", commit)
    if listed.returncode:
        raise GitError(f"git could not list the files of {commit}: {said(listed.stderr)}")
    found: dict[bytes, bytes] = {}
    for row in listed.stdout.split(b"\0"):
        entry, tab, name = row.partition(b"\t")
        if tab and name.endswith(b".go"):
            found[name] = entry.split()[2]
    return found


def past_files(root: Path, commits: int) -> dict[bytes, list[bytes]]:
    """What Go files were in the newest commits of HEAD: path -> object ids, newest first. Empty without commits.

    Raises GitError.
    """
    listed = run(root, "rev-list", f"--max-count={commits}", "HEAD", "--")
    if listed.returncode:
        return {}
    changes = run(
        root, "diff-tree", "--stdin", "-r", "-m", "-z", "--root", "--raw", "--no-renames", "--no-abbrev",
        "--no-commit-id", "--no-ext-diff", "--no-textconv", "--ignore-submodules", given=listed.stdout,
    )  # fmt: skip
    found: dict[bytes, list[bytes]] = {}
    words = iter(changes.stdout.split(b"\0"))
    for word in words:
        if not word.startswith(b":"):
            continue
        path = next(words, b"")
        if not path.endswith(b".go"):
            continue
        known = found.setdefault(path, [])
        _, _, old, new, _ = word.split(b" ", 4)
        known.extend(blob for blob in (new, old) if blob.strip(b"0") and blob not in known)
    return found


def blob(root: Path, name: bytes) -> bytes | None:
    """The content of one object; None where the repository does not hold it (a shallow or partial clone)."""
    return blobs(root, [name]).get(name)


def blobs(root: Path, names: Iterable[bytes], limit_bytes: int = 16 << 20) -> dict[bytes, bytes]:
    """The contents of objects by their ids, larger ones and missing ones left out. Raises GitError."""
    wanted = list(dict.fromkeys(names))
    sizes = run(root, "cat-file", "--batch-check", given=b"".join(name + b"\n" for name in wanted)).stdout
    small = [
        words[0]
        for words in map(bytes.split, sizes.splitlines())
        if len(words) == 3 and words[1] == b"blob" and int(words[2]) <= limit_bytes
    ]
    if not small:
        return {}
    data = run(root, "cat-file", "--batch", given=b"".join(name + b"\n" for name in small)).stdout
    found: dict[bytes, bytes] = {}
    at = 0
    while at < len(data):
        end = data.find(b"\n", at)
        words = data[at:end].split()
        if end < 0 or len(words) != 3:
            break
        size = int(words[2])
        found[words[0]] = data[end + 1 : end + 1 + size]
        at = end + size + 2
    return found


def said(stderr: bytes) -> str:
    """The first line of what git complains of."""
    lines = stderr.decode("utf-8", "replace").strip().splitlines()
    return lines[0].removeprefix("fatal: ") if lines else "it said nothing"


def run(folder: Path, *args: str, given: bytes = b"") -> "subprocess.CompletedProcess[bytes]":
    """Runs one of the commands above. Raises GitError where git does not start or end."""
    environment = {
        **{key: value for key, value in os.environ.items() if not key.startswith(_LEFT_OUT)},
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_PAGER": "",
        "LC_ALL": "C",
    }
    command = ("git", *_SAFE, "--no-pager", "-C", str(folder), *args)
    try:
        return subprocess.run(
            command, input=given, capture_output=True, env=environment, timeout=_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        raise GitError(f"git {args[0]} took more than {_SECONDS} seconds") from None
    except OSError as error:
        raise GitError(f"git could not be started: {error.strerror}") from None
