"""The flame graph of a capture, and where its frames stand in the workspace."""

from typing import Any, cast

from leakline.lsp import convert
from leakline.lsp.capture import Runtime, wanted
from leakline.lsp.protocol import FrameSource
from leakline.lsp.rpc import Job, RequestError
from leakline.mapping.locate import Mapper
from leakline.profiles.flame import flame
from leakline.profiles.model import Frame


def flame_graph(runtime: Runtime, params: Any, _: Job) -> dict[str, object]:
    """The answer to `leakline/flameGraph`."""
    name = wanted(params, "capture", str, "the id of a capture")
    if not name:
        raise RequestError("A flame graph needs the id of a capture.")
    capture = runtime.captures.opened(name)
    kind = wanted(params, "kind", str, "a kind of profile") or next(iter(capture.kinds), "goroutine")
    sample_type = wanted(params, "sampleType", str, "a sample type")
    base_name = wanted(params, "base", str, "the id of a capture")
    profile = runtime.captures.profile(capture, kind)
    base = runtime.captures.profile(runtime.captures.opened(base_name), kind) if base_name else None
    document = flame(profile, sample_type, base, f"{capture.name}: {kind}")
    if marks := _marks(runtime, name, document):
        document["info"] = {"frames": marks}
    return document


def _marks(runtime: Runtime, name: str, document: dict[str, object]) -> dict[str, object]:
    """What is known of frames where goroutines of a cluster wait, by the frame's number in the document."""
    reading = runtime.readings.get(name)
    if reading is None:
        return {}
    known = {
        (cluster.site.function, cluster.site.file, cluster.site.line): cluster
        for cluster in reversed(reading.clusters)
    }
    strings = cast("list[str]", document["strings"])
    marks: dict[str, object] = {}
    for number, (function, file, line, _) in enumerate(cast("list[list[int]]", document["frames"])):
        cluster = known.get((strings[function], strings[file], line))
        if cluster is not None:
            marks[str(number)] = {
                "tier": cluster.verdict.tier,
                "state": cluster.state,
                "rules": list(cluster.signatures),
            }
    return marks


def frame_source(runtime: Runtime, params: Any, _: Job) -> FrameSource:
    """The answer to `leakline/frameSource`."""
    function = wanted(params, "function", str, "the full name of a function")
    if not function:
        raise RequestError("Finding a frame needs the full name of its function.")
    frame = Frame(
        function,
        wanted(params, "file", str, "a path") or "",
        wanted(params, "line", int, "a number") or 0,
        wanted(params, "startLine", int, "a number") or 0,
    )
    name = wanted(params, "capture", str, "the id of a capture") or ""
    session = runtime.session
    reading = runtime.readings.get(name)
    mapper = reading.mapper if reading else Mapper(session.roots, session.unsaved)
    source = mapper.anywhere(frame)
    if source.path is None:
        return {"uri": None, "range": None, "match": source.match, "why": source.why}
    path, line = source.path, max(source.line, 1)
    place = runtime.rpc.lane.wait(
        lambda: convert.lsp_range(
            convert.span_of(session.document(path), (line, 1), None, session.client.encoding)
        )
    )
    return {"uri": session.uri(path), "range": place, "match": source.match, "why": source.why}
