"""Go files that give a program a way to be captured: each is put beside package main as it is."""

from pathlib import Path

from attrs import frozen

FOLDER = Path(__file__).with_name("snippets")


@frozen
class Snippet:
    """A Go file of package main."""

    file: str
    """What to call it."""
    title: str
    path: Path

    @property
    def text(self) -> str:
        return self.path.read_text("utf-8")


SERVE = Snippet("profiles.go", "Serve profiles on loopback (net/http/pprof)", FOLDER / "serve.go")
SIGNAL = Snippet("dump_on_signal.go", "Write the goroutines to a file on SIGUSR2", FOLDER / "signal.go")
BOTH = (SERVE, SIGNAL)
