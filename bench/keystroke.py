"""From a keystroke to its diagnostics: database/sql/sql.go through the server's stdin and stdout.

    python bench/keystroke.py [--rounds N]

A lost cancel in the middle of the file is broken and mended again, and letters are typed beside it. Each row is
measured beside its floor, a pygls server that only looks for one substring, in turns of one run. Prints a table in
Markdown: milliseconds from writing the edit to reading its diagnostics, and the ratio to the floor.
"""

import argparse
import json
import platform
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "tests" / "lsp"))

from client import Client  # noqa: E402

PROBE = """
func keystrokeProbe(ctx context.Context, name string) error {
\tctx, cancel := context.WithTimeout(ctx, time.Second)
\tdefer cancel()
\tif name == "" {
\t\treturn errors.New("no name")
\t}
\t<-ctx.Done()
\treturn ctx.Err()
}
"""
MENDED = "defer cancel()"
BROKEN = "_ = cancel // "
WARM_UP = 20


def goroot() -> Path:
    return Path(subprocess.check_output(["go", "env", "GOROOT"], text=True).strip())


def texts(source: str) -> dict[str, str]:
    """The file with the probe in its middle, at half, whole and double length."""
    end = "\n}\n"
    half = source.index(end, len(source) // 2) + len(end)
    double = source + source[source.index("\nfunc ") :]
    return {
        name: with_probe(text)
        for name, text in (("half", source[:half]), ("whole", source), ("double", double))
    }


def with_probe(source: str) -> str:
    at = source.index("\n}\n", len(source) // 2) + 3
    return source[:at] + PROBE + source[at:]


class Session:
    """One server with the file open."""

    def __init__(self, command: list[str], capabilities: Any, path: Path, text: str) -> None:
        self.client = Client(command, stderr=subprocess.DEVNULL)
        self.uri = path.as_uri()
        self.pulls = "diagnostic" in capabilities.get("textDocument", {})
        self.version = 1
        self.line = text[: text.index(MENDED)].count("\n")
        self.client.initialize(capabilities, path.parent.as_uri())
        self.client.open(self.uri, text)
        self.said = self.read()

    def read(self) -> int:
        """How many diagnostics stand at the probe after the last edit."""
        if self.pulls:
            items = self.client.diagnostics(self.uri)["items"]
        else:
            items = self.client.wait(
                "textDocument/publishDiagnostics", lambda said: said.get("version") == self.version
            )["diagnostics"]
        self.client.seen.clear()
        return len(items)

    def edit(self, text: str, columns: tuple[int, int], line: int = 0) -> float:
        """Milliseconds from an edit of the probe's line to its diagnostics."""
        self.version += 1
        at = self.line + line
        begun = time.perf_counter()
        self.client.change(self.uri, self.version, ((at, columns[0]), (at, columns[1]), text))
        self.said = self.read()
        return (time.perf_counter() - begun) * 1e3


def turn(session: Session, checked: bool) -> list[float]:
    """Breaks and mends the probe, and types a letter and takes it back."""
    whole = (1, 1 + len(MENDED))
    mended = session.said
    spent = [session.edit(BROKEN, whole)]
    if checked and session.said != mended + 1:
        raise SystemExit(f"breaking the probe showed {session.said - mended} more diagnostics, not one")
    spent.append(session.edit(MENDED, whole))
    if checked and session.said != mended:
        raise SystemExit("mending the probe did not take the diagnostic away")
    spent.append(session.edit("x", (1, 1), line=-1))
    spent.append(session.edit("", (1, 2), line=-1))
    return spent


def percentile(values: list[float], share: float) -> float:
    return sorted(values)[min(int(len(values) * share), len(values) - 1)]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=60, help="of four keystrokes each (default 60)")
    rounds = parser.parse_args().rounds
    source = (goroot() / "src/database/sql/sql.go").read_text()
    clients = HERE.parent / "testdata" / "clients"
    pull, push = (
        json.loads((clients / f"{name}.json").read_text())["capabilities"] for name in ("vscode", "helix")
    )
    floor = [sys.executable, str(HERE / "keystroke_floor.py")]
    server = [sys.executable, "-m", "leakline", "lsp"]
    print(
        f"{platform.python_implementation()} {platform.python_version()}, {platform.machine()}, {4 * rounds} keystrokes\n"
    )
    print("| text | lines | client | floor p50 | floor p95 | p50 ms | p95 ms | p50 / floor | p95 / floor |")
    print("|---|---|---|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        path = copy_of(Path(folder), source)
        for name, text in texts(source).items():
            path.write_text(text)
            sessions = {
                "floor": Session(floor, push, path, text),
                "pull": Session(server, pull, path, text),
                "push": Session(server, push, path, text),
            }
            spent: dict[str, list[float]] = {kind: [] for kind in sessions}
            for number in range(rounds + WARM_UP // 4):
                for kind, session in sessions.items():
                    times = turn(session, kind != "floor")
                    if number >= WARM_UP // 4:
                        spent[kind] += times
            for session in sessions.values():
                session.client.kill()
            low, high = percentile(spent["floor"], 0.5), percentile(spent["floor"], 0.95)
            for kind in ("pull", "push"):
                p50, p95 = percentile(spent[kind], 0.5), percentile(spent[kind], 0.95)
                print(
                    f"| {name} | {text.count(chr(10)):,} | {kind} | {low:.2f} | {high:.2f} | {p50:.2f} | {p95:.2f} "
                    f"| {p50 / low:.2f} | {p95 / high:.2f} |"
                )


def copy_of(folder: Path, source: str) -> Path:
    """The package beside the file, so that nothing in GOROOT is touched."""
    package = folder / "database" / "sql"
    package.mkdir(parents=True)
    (folder / "go.mod").write_text("module std\n\ngo 1.24\n")
    for file in (goroot() / "src/database/sql").glob("*.go"):
        if not file.name.endswith("_test.go"):
            (package / file.name).write_text(file.read_text())
    return package / "sql.go"


if __name__ == "__main__":
    main()
