"""`leakline lsp`: the language server on stdin and stdout."""

import argparse
import logging
import os
import sys

DESCRIPTION = """\
Runs the language server on stdin and stdout. Editors start it; docs say how each is set up.

Standard methods work in every editor. Captures and their overlays are commands and methods of our own:
leakline.captureProfile, leakline.openCapture, leakline.compareCaptures, leakline.clearOverlay; leakline/overlay,
leakline/flameGraph, leakline/frameSource, leakline/captures."""


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--stdio", action="store_true", help="what some clients add; it is the only way there is"
    )
    parser.add_argument("--log", metavar="FILE", help="write the log there instead of to stderr")


def run(args: argparse.Namespace) -> int:
    # Whatever prints by mistake, in this process or one that it starts, must not get between the messages.
    output = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    # pygls logs the bodies of messages, with the user's code in them, from INFO on.
    logging.basicConfig(
        level=logging.WARNING,
        format="%(asctime)s %(levelname)s %(name)s: %(message)s",
        handlers=[logging.FileHandler(args.log, encoding="utf-8") if args.log else logging.StreamHandler()],
    )

    from leakline.analysis.rules import load_rules
    from leakline.lsp.checking import start_checks
    from leakline.lsp.server import serve

    code = serve(sys.stdin.buffer, output, start_checks, {rule.id: rule for rule in load_rules()})
    logging.shutdown()
    # A capture that hangs, or a client that is gone, must not keep the process.
    os._exit(code)
