"""The real server over an analysis that is easy to steer: every `LEAK` is a finding, `BOOM` an exception."""

import logging
import os
import re
import sys
from collections.abc import Sequence
from pathlib import Path

from leakline.analysis.finding import Edit, Finding, Fix, Related
from leakline.analysis.rules import Rule
from leakline.analysis.tomlfile import TomlError
from leakline.lsp.server import serve
from leakline.text.document import Document

RULE = Rule(
    id="lost-leak",
    title="A leak that is lost",
    severity="warning",
    summary="It leaks.",
    engine="channels",
    folder=Path(__file__).parent / "lost-leak",
    signature={"states": ["chan send"]},
)


class Checks:
    def __init__(self, settings: object, roots: Sequence[str]) -> None:
        self.texts: dict[str, Document] = {}
        self.pedantic = getattr(settings, "pedantic", False)

    def open(self, path: str, document: Document) -> None:
        self.texts[path] = document

    def update(self, path: str, document: Document) -> None:
        self.texts[path] = document

    def close(self, path: str) -> None:
        del self.texts[path]

    def reload(self) -> None:
        pass

    def rules(self) -> dict[str, Rule]:
        return {}

    def problems(self) -> dict[str, list[TomlError]]:
        return {}

    def findings(self, path: str, hurried: bool = False) -> list[Finding]:
        document = self.texts.get(path) or Document(path, Path(path).read_bytes())
        if b"BOOM" in document.data:
            raise RuntimeError("boom")
        if b"WAIT" in document.data:
            Path(os.environ["LEAKLINE_TEST_GATE"]).read_text()
        found: list[Finding] = []
        for match in re.finditer(rb"LEAK" + (rb"|MAYBE" if self.pedantic else b""), document.data):
            line, column = document.point(match.start())
            after = (line + 2, 1)
            found.append(
                Finding(
                    rule="lost-leak",
                    severity="warning",
                    message="the leak is never closed",
                    path=path,
                    line=line + 1,
                    column=column + 1,
                    end_line=line + 1,
                    end_column=column + 5,
                    related=(Related(path, line + 2, "returns here", 1),),
                    fixes=(
                        Fix("Close it", (Edit(path, after, after, "\tclose()\n"),)),
                        Fix(
                            "Say so",
                            (Edit(path, (line + 1, column + 1), (line + 1, column + 5), "FINE"),),
                            False,
                        ),
                    ),
                )
            )
        return found


if __name__ == "__main__":
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr)
    sys.exit(serve(sys.stdin.buffer, sys.stdout.buffer, Checks, {RULE.id: RULE}))
