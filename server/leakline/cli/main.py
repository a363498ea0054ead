"""`leakline`: picks the command and turns errors into exit codes.

Each command is a module of this package with `DESCRIPTION`, `arguments(parser)` and `run(args) -> int`; only the chosen
one is imported, so that a quick command starts quickly.
"""

import argparse
import errno
import importlib
import os
import sys
from pathlib import Path
from types import ModuleType
from typing import NoReturn

from leakline import __version__

COMMANDS = {
    "check": "find leak-prone code in Go files and packages",
    "capture": "fetch profiles from a running service and keep them",
    "captures": "list, rename, delete and prune what is kept",
    "inspect": "say what a profile or goroutine dump holds and what leaks",
    "diff": "compare two captures: which leaks are fixed, remain, grew or are new",
    "watch": "sample a running service: do its goroutines rise, and what to look at next",
    "gctrace": "sum up a GODEBUG=gctrace=1 log, or put two side by side",
    "cost": "what a leak costs: stacks, goroutines, collecting; measured on the leak lab or told of a capture",
    "sweep": "several instances of a service at once: which places leak, and which instance stands out",
    "gate": "fail a build over a budget for leaks",
    "report": "join findings and captures per line, as text, JSON or HTML",
    "explain": "print what a rule finds, why it leaks and what to do instead",
    "rules": "list the rules",
    "lsp": "run the language server on stdin and stdout",
    "demo": "run the leak lab, capture it twice and show predicted and observed leaks together",
}

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)


class UsageError(Exception):
    """Wrong use or unusable input. The text is one sentence for the user; the exit code is 2."""


class Parser(argparse.ArgumentParser):
    """Says what is wrong in one sentence, without the usage above it."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"leakline: {message}; `{self.prog} --help` tells how it is used\n")


def parser_of(name: str, module: ModuleType) -> argparse.ArgumentParser:
    parser = Parser(
        prog=f"leakline {name}",
        description=module.DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--debug", action="store_true", help="show the traceback of an error")
    module.arguments(parser)
    return parser


def usage() -> str:
    width = max(map(len, COMMANDS)) + 2
    rows = "\n".join(f"  {name:<{width}}{text}" for name, text in COMMANDS.items())
    return (
        "usage: leakline COMMAND [OPTION…]\n\n"
        "Leaks of goroutines and resources in Go: predicted from the code, observed in profiles, on one line.\n\n"
        f"commands:\n{rows}\n\n"
        "`leakline COMMAND --help` tells how each is used. Start with `leakline check .` in a Go module.\n"
    )


def main(argv: list[str] | None = None) -> int:
    """Runs one command. Exit codes: 0 done or nothing found, 1 findings, 2 wrong use, 130 interrupted."""
    args = sys.argv[1:] if argv is None else argv
    for stream in ("stdout", "stderr"):
        if getattr(sys, stream) is None:  # closed by whoever started us
            setattr(sys, stream, Path(os.devnull).open("w"))  # noqa: SIM115
    if not args or args[0] in ("-h", "--help", "help"):
        sys.stdout.write(usage())
        return 0 if args else 2
    if args[0] in ("-V", "--version"):
        print(f"leakline {__version__}")
        return 0
    name = args[0]
    if name not in COMMANDS:
        sys.stderr.write(f"leakline: there is no command '{name}'; `leakline --help` lists them\n")
        return 2
    module = importlib.import_module(f"leakline.cli.{name}")
    options = parser_of(name, module).parse_intermixed_args(args[1:])
    try:
        code: int = module.run(options)
        sys.stdout.flush()
        return code
    except KeyboardInterrupt:
        sys.stderr.write("leakline: interrupted\n")
        return 130
    except BrokenPipeError:
        # The reader of our output (a pager, head) went away: no error of ours. Python would complain when flushing at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        if options.debug:
            raise
        sys.stderr.write(f"leakline: {sentence(error)}\n")
        return 2


def sentence(error: Exception) -> str:
    """What a user is told of an error: our own errors are sentences already."""
    if type(error).__module__.startswith("leakline."):
        return str(error)
    if isinstance(error, OSError) and error.filename is not None:
        return f"{error.filename}: {error.strerror}"
    if isinstance(error, OSError) and error.errno in _FULL:
        return f"the output could not be written: {error.strerror}"
    return f"unexpected error ({type(error).__name__}: {error}); run again with --debug for the details"


if __name__ == "__main__":
    sys.exit(main())
