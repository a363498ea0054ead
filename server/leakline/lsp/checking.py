"""The analysis as the server uses it: open texts at once, the rest of the workspace in a process beside it."""

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from threading import Event
from typing import Any, cast

from leakline.analysis.finding import Finding, Related
from leakline.analysis.levels import told_as
from leakline.analysis.rules import load_rules
from leakline.lsp.projects import Projects
from leakline.settings import Settings

_POLL_SECONDS = 0.1


def start_checks(settings: Settings, roots: Sequence[str]) -> Projects:
    """The analysis of open texts, with the rules that the settings and the projects around them leave on."""
    return Projects(settings, roots, load_rules())


def workspace_findings(roots: Sequence[str], settings: Settings, cancelled: Event) -> list[Finding]:
    """What stands in the files on disk. Empty where the check fails, since a capture is worth showing without it.

    In a process of its own: it may take seconds, and would hold up every keystroke meanwhile.
    """
    found: list[Finding] = []
    for root in roots:
        command = [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m", "leakline"]
        command += ["check", "--format", "json", *(["--pedantic"] if settings.pedantic else [])]
        # A leakline.toml with a mistake keeps the check from starting.
        for more in ([], ["--no-config"]):
            output = _run([*command, *more, "."], root, cancelled)
            if output or cancelled.is_set():
                break
        found += told_as(findings_of(output, root), load_rules(), settings.severity)
    return found


def _run(command: list[str], root: str, cancelled: Event) -> bytes:
    try:
        with subprocess.Popen(
            command, cwd=root, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        ) as process:
            return _output(process, cancelled)
    except OSError:
        return b""


def _output(process: "subprocess.Popen[bytes]", cancelled: Event) -> bytes:
    while True:
        try:
            return process.communicate(timeout=_POLL_SECONDS)[0]
        except subprocess.TimeoutExpired:
            if cancelled.is_set():
                process.kill()
                return b""


def findings_of(output: bytes, folder: str) -> list[Finding]:
    """Findings from the JSON of `leakline check`, without their fixes; paths are made absolute from `folder`."""
    try:
        document = json.loads(output)
    except ValueError:
        return []
    said = cast("dict[str, Any]", document) if isinstance(document, dict) else {}
    return [_finding(entry, folder) for entry in cast("list[dict[str, Any]]", said.get("findings", []))]


def _finding(entry: Mapping[str, Any], folder: str) -> Finding:
    return Finding(
        rule=entry["rule"],
        severity=entry["severity"],
        message=entry["message"],
        path=str(Path(folder) / entry["path"]),
        line=entry["line"],
        column=entry["column"],
        end_line=entry["end_line"],
        end_column=entry["end_column"],
        function=entry["function"],
        related=tuple(
            Related(str(Path(folder) / place["path"]), place["line"], place["message"], place["column"])
            for place in entry["related"]
        ),
        confidence=entry["confidence"],
    )
