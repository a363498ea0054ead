"""The language server: which function answers which message, and the loop that reads them."""

import logging
import threading
from collections.abc import Iterable, Mapping
from concurrent.futures import Future
from functools import partial
from typing import Any, BinaryIO, cast

from leakline.analysis.rules import Rule
from leakline.lsp import code_action, convert, flame, hover, overlay, protocol
from leakline.lsp.capture import Runtime
from leakline.lsp.captures import Captures
from leakline.lsp.client import client_of, initial_settings
from leakline.lsp.configuration import SECTION, settings_of
from leakline.lsp.diagnostics import Diagnoses, problem_notes
from leakline.lsp.rpc import EXECUTE_COMMAND, Job, Protocol, Route, Server
from leakline.lsp.session import Session, StartChecks
from leakline.lsp.transport import Writer, bodies
from leakline.lsp.uris import path_of

log = logging.getLogger(__name__)

COMMANDS = (
    protocol.CAPTURE_PROFILE,
    protocol.OPEN_CAPTURE,
    protocol.COMPARE_CAPTURES,
    protocol.CLEAR_OVERLAY,
)
_WATCHED = [
    {"globPattern": pattern}
    for pattern in ("**/*.go", "**/go.mod", "**/go.work", "**/leakline.toml", "**/.leakline/rules/**")
]


_PAUSE_SECONDS = 0.3
"""How long nothing must be typed before everything is analysed that the last edits may have changed."""


class Desk:
    """Answers the messages about texts and settings. All of it runs on the lane of the texts."""

    def __init__(self, rpc: Protocol, session: Session) -> None:
        self.rpc = rpc
        self.session = session
        self.diagnoses = Diagnoses(session)
        self._stale: set[str] = set()
        self._problem_files: set[str] = set()
        self._flush_waits = False
        self._pause: threading.Timer | None = None

    def initialize(self, params: Any, _: Job) -> object:
        session = self.session
        session.client = client_of(params)
        session.roots = session.client.roots
        session.settings, self._problems = settings_of(initial_settings(params))
        return convert.initialize_result(session.client, COMMANDS)

    def initialized(self, params: Any, _: Job) -> None:
        client = self.session.client
        self.complain(self._problems)
        if client.register_configuration:
            self.register("workspace/didChangeConfiguration", {"section": SECTION})
        if client.register_watchers:
            self.register("workspace/didChangeWatchedFiles", {"watchers": _WATCHED})
        self.show_problems()
        self.ask_settings()

    def show_problems(self) -> None:
        """Publishes what is wrong in files that bring rules, in those files; they are never pulled."""
        said = problem_notes(self.session.checks.problems())
        for path in [path for path in self._problem_files if path not in said]:
            said[path] = []
        for path, notes in said.items():
            if notes or path in self._problem_files:
                uri = self.session.uri(path)
                params = convert.publication(uri, None, notes, self.session.client)
                self.rpc.notify("textDocument/publishDiagnostics", params)
        self._problem_files = {path for path, notes in said.items() if notes}

    def register(self, method: str, options: Mapping[str, Any]) -> None:
        self.rpc.ask("client/registerCapability", convert.registration(method, options))

    def complain(self, problems: Iterable[str]) -> None:
        for problem in problems:
            self.rpc.notify("window/showMessage", convert.message("warning", problem))

    def ask_settings(self) -> None:
        if self.session.client.configuration:
            asked = self.rpc.ask("workspace/configuration", {"items": [{"section": SECTION}]})
            asked.add_done_callback(self._settings_came)

    def _settings_came(self, answer: "Future[Any]") -> None:
        if answer.cancelled() or answer.exception() is not None:
            log.warning("the client did not tell its settings; those that are known stay")
            return
        values = answer.result()
        if isinstance(values, list) and values and values[0] is not None:
            self.rpc.lane.submit(partial(self.configure, values[0]))

    def configure(self, value: Any) -> None:
        """Takes settings; what was analysed under others is forgotten."""
        settings, problems = settings_of(value)
        self.complain(problems)
        if settings != self.session.settings:
            self.session.settings = settings
            self.session.restart_checks()
            self.show_problems()
            self.refresh()

    def configuration_changed(self, params: Any, _: Job) -> None:
        said = params.settings
        if isinstance(said, Mapping) and SECTION in said:
            self.configure(cast("Mapping[str, Any]", said)[SECTION])
        else:
            self.ask_settings()

    def folders_changed(self, params: Any, _: Job) -> None:
        came, went = convert.changed_folders(params)
        gone = {path_of(uri) for uri in went}
        roots = [root for root in self.session.roots if root not in gone]
        roots += [path for uri in came if (path := path_of(uri)) is not None]
        self.session.roots = tuple(dict.fromkeys(roots))
        self.session.restart_checks()
        self.show_problems()
        self.refresh()

    def opened(self, params: Any, _: Job) -> None:
        path = self.session.open(*convert.opened(params))
        if path is not None:
            self.changed(path)

    def edited(self, params: Any, _: Job) -> None:
        path = self.session.edit(*convert.edited(params))
        if path is not None:
            self.changed(path)
            self.settle_later(_PAUSE_SECONDS)

    def closed(self, params: Any, _: Job) -> None:
        path = self.session.close(convert.uri_in(params))
        if path is not None:
            self.changed(path)

    def saved(self, params: Any, _: Job) -> None:
        path = path_of(convert.uri_in(params))
        if path is not None:
            self.changed(path)

    def files_changed(self, params: Any, _: Job) -> None:
        paths = [path for uri in convert.changed_files(params) if (path := path_of(uri)) is not None]
        closed = [path for path in paths if path not in self.session.documents]
        if closed:
            self.session.checks.reload()
            self.show_problems()
            self.refresh()

    def changed(self, path: str) -> None:
        """A text changed: what is drawn and pushed follows behind the messages that already wait."""
        self._stale.add(path)
        if not self._flush_waits:
            self._flush_waits = True
            self.rpc.lane.submit(self.flush).add_done_callback(_log_error)

    def flush(self) -> None:
        self._flush_waits = False
        stale, self._stale = self._stale, set()
        if not self.session.client.pull:
            self.diagnoses.dirty |= stale
            self.diagnoses.push()
            beside = {other for path in stale for other in self.session.beside(path)} - stale
            if beside:
                self.rpc.lane.submit(partial(self.push_later, beside)).add_done_callback(_log_error)
        overlay.send(self.session, [path for path in stale if path in self.session.observations.files])

    def settle_later(self, seconds: float) -> None:
        """Has what lags behind the edits follow when the typing pauses."""
        if self._pause is not None:
            self._pause.cancel()
        self._pause = threading.Timer(seconds, lambda: self.rpc.lane.submit(self.settle))
        self._pause.daemon = True
        self._pause.start()

    def settle(self) -> None:
        """Brings one text up to date, then the next, so that a keystroke waits for one at most."""
        if not self.session.hurried:
            return
        path = self.session.hurried.pop()
        if self.diagnoses.is_new(path):
            if not self.session.client.pull:
                self.push_later({path})
            else:
                self.rpc.ask("workspace/diagnostic/refresh", None)
        if self.session.hurried:
            self.settle_later(0)

    def push_later(self, paths: set[str]) -> None:
        self.diagnoses.dirty |= paths
        self.diagnoses.push()

    def refresh(self, also: Iterable[str] = ()) -> None:
        """Everything that is shown may have changed."""
        session = self.session
        paths = {*session.documents, *session.observations.files, *also}
        if not session.client.pull:
            self.diagnoses.dirty |= paths
            self.diagnoses.push()
        elif session.client.pull_refresh:
            self.rpc.ask("workspace/diagnostic/refresh", None)
        overlay.send(session, {*session.observations.files, *also})

    def clear_overlay(self, _: Any, __: Job) -> None:
        if touched := overlay.clear(self.session):
            self.refresh(touched)

    def diagnostic(self, params: Any, _: Job) -> object:
        return self.diagnoses.pull(convert.uri_in(params), convert.previous_result(params))

    def workspace_diagnostic(self, params: Any, _: Job) -> object:
        return self.diagnoses.pull_workspace(convert.previous_results(params))

    def hover(self, params: Any, _: Job) -> object | None:
        return hover.hover(self.session, *convert.position_in(params))

    def code_action(self, params: Any, _: Job) -> list[object]:
        return code_action.code_actions(self.session, *convert.action_request(params))


def routes_of(desk: Desk, runtime: Runtime) -> dict[str, Route]:
    return {
        "initialize": Route(desk.initialize),
        "initialized": Route(desk.initialized),
        "shutdown": Route(_nothing),
        "textDocument/didOpen": Route(desk.opened),
        "textDocument/didChange": Route(desk.edited),
        "textDocument/didClose": Route(desk.closed),
        "textDocument/didSave": Route(desk.saved),
        "textDocument/diagnostic": Route(desk.diagnostic),
        "textDocument/hover": Route(desk.hover),
        "textDocument/codeAction": Route(desk.code_action),
        "workspace/diagnostic": Route(desk.workspace_diagnostic),
        "workspace/didChangeConfiguration": Route(desk.configuration_changed),
        "workspace/didChangeWatchedFiles": Route(desk.files_changed),
        "workspace/didChangeWorkspaceFolders": Route(desk.folders_changed),
        EXECUTE_COMMAND: Route(_nothing),
        protocol.CAPTURES: Route(lambda _, __: runtime.captures.listed(), aside=True),
        protocol.PROCESSES: Route(runtime.processes, aside=True),
        protocol.FLAME_GRAPH: Route(partial(flame.flame_graph, runtime), aside=True),
        protocol.FRAME_SOURCE: Route(partial(flame.frame_source, runtime), aside=True),
    }


def _nothing(_: Any, __: Job) -> None:
    return None


def _log_error(future: "Future[Any]") -> None:
    if not future.cancelled() and (error := future.exception()) is not None:
        log.error("bringing the editor up to date failed", exc_info=error)


def serve(
    stdin: BinaryIO,
    stdout: BinaryIO,
    start_checks: StartChecks,
    rules: Mapping[str, Rule],
) -> int:
    """Serves one client until it says `exit` or goes away. Returns the exit code: 0 after a `shutdown`, else 1."""
    rpc = cast("Protocol", Server(convert.converter).protocol)
    rpc.output = Writer(stdout)
    desk = Desk(rpc, Session(rpc, start_checks, rules))
    runtime = Runtime(rpc, desk.session, Captures(), desk.refresh)
    rpc.routes = routes_of(desk, runtime)
    rpc.commands = commands_of(desk, runtime)
    said_exit = False
    for body in bodies(stdin):
        try:
            if not rpc.receive(body):
                said_exit = True
                break
        except Exception:
            log.exception("a message could not be handled")
    rpc.stop()
    return 0 if said_exit and rpc.ended else 1


def commands_of(desk: Desk, runtime: Runtime) -> dict[str, Route]:
    return {
        protocol.CLEAR_OVERLAY: Route(desk.clear_overlay),
        protocol.CAPTURE_PROFILE: Route(runtime.capture_profile, aside=True),
        protocol.OPEN_CAPTURE: Route(runtime.open_capture, aside=True),
        protocol.COMPARE_CAPTURES: Route(runtime.compare_captures, aside=True),
    }
