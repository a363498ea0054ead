"""What a Go program says of its own memory: runtime.MemStats in the forms in which it is met.

- the lines `# HeapAlloc = 171040` at the end of `heap?debug=1` and `allocs?debug=1` (writeHeapInternal in Go's
  runtime/pprof/pprof.go);
- the JSON of expvar's /debug/vars, `{"cmdline": […], "memstats": {"Alloc": 171040, …}}`, or the MemStats alone;
- the text of Prometheus's Go client, `go_goroutines 42`, also as OpenMetrics, with labels and times.
"""

import json
import math
import re
from collections.abc import Mapping
from typing import Any, cast

from attrs import evolve, frozen

from leakline.profiles.model import ProfileError


@frozen
class MemStats:
    """One moment of one program. Sizes are in bytes, times in nanoseconds; None where the source does not say."""

    format: str
    """`heap-debug1`, `expvar` or `prometheus`."""
    goroutines: int | None = None
    threads: int | None = None
    heap_alloc: int | None = None
    """Objects, reachable or not yet swept."""
    heap_inuse: int | None = None
    heap_idle: int | None = None
    heap_released: int | None = None
    heap_sys: int | None = None
    heap_objects: int | None = None
    stack_inuse: int | None = None
    stack_sys: int | None = None
    sys: int | None = None
    """All that the runtime got from the system."""
    total_alloc: int | None = None
    """Bytes allocated since the start; it only grows."""
    mallocs: int | None = None
    frees: int | None = None
    next_gc: int | None = None
    """The heap size at which the next collection aims."""
    last_gc: int | None = None
    """Nanoseconds since 1970; 0 where there was none yet."""
    gc_count: int | None = None
    forced_gc_count: int | None = None
    gc_cpu_fraction: float | None = None
    """Of the CPU time that the program could have had since its start, 0 to 1."""
    pause_total: int | None = None
    pauses: tuple[int, ...] = ()
    """The last 256 stop-the-world pauses at most, newest first."""
    pause_max: int | None = None
    """The longest of the last pauses."""
    rss: int | None = None
    max_rss: int | None = None
    open_files: int | None = None
    cpu_seconds: float | None = None
    go_version: str = ""
    kind: str = "memstats"
    warnings: tuple[str, ...] = ()


RUNTIME_NAMES = {
    "Alloc": "heap_alloc",
    "HeapAlloc": "heap_alloc",
    "HeapInuse": "heap_inuse",
    "HeapIdle": "heap_idle",
    "HeapReleased": "heap_released",
    "HeapSys": "heap_sys",
    "HeapObjects": "heap_objects",
    "StackInuse": "stack_inuse",
    "StackSys": "stack_sys",
    "Sys": "sys",
    "TotalAlloc": "total_alloc",
    "Mallocs": "mallocs",
    "Frees": "frees",
    "NextGC": "next_gc",
    "LastGC": "last_gc",
    "NumGC": "gc_count",
    "NumForcedGC": "forced_gc_count",
    "GCCPUFraction": "gc_cpu_fraction",
    "PauseTotalNs": "pause_total",
    "MaxRSS": "max_rss",
}
"""Go's own names, as heap?debug=1 and JSON have them."""
METRICS = {
    "go_goroutines": "goroutines",
    "go_sched_goroutines_goroutines": "goroutines",
    "go_threads": "threads",
    "go_memstats_alloc_bytes": "heap_alloc",
    "go_memstats_heap_alloc_bytes": "heap_alloc",
    "go_memory_classes_heap_objects_bytes": "heap_alloc",
    "go_memstats_heap_inuse_bytes": "heap_inuse",
    "go_memstats_heap_idle_bytes": "heap_idle",
    "go_memstats_heap_released_bytes": "heap_released",
    "go_memory_classes_heap_released_bytes": "heap_released",
    "go_memstats_heap_sys_bytes": "heap_sys",
    "go_memstats_heap_objects": "heap_objects",
    "go_gc_heap_objects_objects": "heap_objects",
    "go_memstats_stack_inuse_bytes": "stack_inuse",
    "go_memory_classes_heap_stacks_bytes": "stack_inuse",
    "go_memstats_stack_sys_bytes": "stack_sys",
    "go_memstats_sys_bytes": "sys",
    "go_memory_classes_total_bytes": "sys",
    "go_memstats_alloc_bytes_total": "total_alloc",
    "go_gc_heap_allocs_bytes_total": "total_alloc",
    "go_memstats_mallocs_total": "mallocs",
    "go_gc_heap_allocs_objects_total": "mallocs",
    "go_memstats_frees_total": "frees",
    "go_gc_heap_frees_objects_total": "frees",
    "go_memstats_next_gc_bytes": "next_gc",
    "go_gc_heap_goal_bytes": "next_gc",
    "go_gc_duration_seconds_count": "gc_count",
    "go_gc_cycles_total_gc_cycles_total": "gc_count",
    "go_gc_cycles_forced_gc_cycles_total": "forced_gc_count",
    "go_memstats_gc_cpu_fraction": "gc_cpu_fraction",
    "process_resident_memory_bytes": "rss",
    "process_open_fds": "open_files",
    "process_cpu_seconds_total": "cpu_seconds",
}
"""Names of Prometheus's Go client; the first that is there is taken, as some stand for the same."""
METRIC_TIMES = {
    "go_memstats_last_gc_time_seconds": "last_gc",
    "go_gc_duration_seconds_sum": "pause_total",
    'go_gc_duration_seconds{quantile="1"}': "pause_max",
}
"""In seconds; the model has nanoseconds."""
FRACTIONS = ("gc_cpu_fraction", "cpu_seconds")
GOROUTINE_VARIABLES = re.compile(r"(?:num_?|runtime[._])?(?:num_?)?goroutines?(?:_?count)?", re.IGNORECASE)
"""What programs call the goroutine count that they publish beside expvar's own variables."""

HEAP_TITLE = re.compile(rb"\A(?:\xef\xbb\xbf)?\s*heap profile: \d+: \d+ \[\d+: \d+\] @", re.DOTALL)
HEAP_LINE = re.compile(rb"^# (\w+) = (\S.*?)\s*$", re.MULTILINE)
JSON_START = re.compile(rb'\A(?:\xef\xbb\xbf)?\s*\{\s*"')
JSON_STATS = re.compile(rb'"(?:memstats|HeapAlloc|TotalAlloc|cmdline)"\s*:')
METRIC = re.compile(
    r"^(?P<name>(?:go|process)_\w+)(?P<labels>\{.*\})?[ \t]+(?P<value>[-+.\w]+)(?:[ \t]+[-\d.]+)?[ \t]*(?:#.*)?\r?$",
    re.MULTILINE,
)
METRIC_START = re.compile(
    rb"^go_(?:goroutines|threads|info|(?:memstats|gc|sched|memory)_\w+)(?:\{.*\})?[ \t]", re.MULTILINE
)
QUANTILE = re.compile(r'\bquantile="1(?:\.0+)?"')
VERSION = re.compile(r'\bversion="([^"]*)"')
INSTANCE = re.compile(r'(?:quantile|version|le)="[^"]*",?')


def recognised(head: bytes) -> bool:
    """Whether a file that begins so is one of these. Of heap text only its end will tell whether it has MemStats."""
    if HEAP_TITLE.match(head):
        return True
    if JSON_START.match(head):
        # A log of JSON lines is something else, even when one of them speaks of memory.
        return JSON_STATS.search(head) is not None and b"goroutine " not in head
    return METRIC_START.search(head) is not None


def read(data: bytes, name: str) -> MemStats:
    """The numbers of a file that `recognised` knows. Raises ProfileError."""
    if HEAP_TITLE.match(data):
        return of_heap_text(data, name)
    text = data.decode("utf-8", "replace").lstrip("\ufeff")
    return of_json(text, name) if JSON_START.match(data) else of_metrics(text, name)


def of_heap_text(data: bytes, name: str) -> MemStats:
    begin = data.rfind(b"# runtime.MemStats")
    if begin < 0:
        raise ProfileError(
            f"{name} is a legacy text profile (heap?debug=1) without its runtime.MemStats, so it is cut off;"
            " fetch it without debug=1 and give that file"
        )
    lines = {key.decode(): value.decode("utf-8", "replace") for key, value in HEAP_LINE.findall(data, begin)}
    values: dict[str, Any] = {key: number(value) for key, value in lines.items()}
    for short in ("Stack",):
        inuse, _, reserved = lines.get(short, "").partition(" / ")
        values[f"{short}Inuse"], values[f"{short}Sys"] = number(inuse), number(reserved)
    values["PauseNs"] = [number(word) or 0 for word in lines.get("PauseNs", "").strip("[]").split()]
    said = [
        "The stacks of a heap?debug=1 text are not read, only its MemStats: fetch it without debug=1 for them."
    ]
    if "NumGC" not in values:
        said.append("The file is cut off in its MemStats.")
    return of_names(values, "heap-debug1", said)


def of_json(text: str, name: str) -> MemStats:
    try:
        document: object = json.loads(text, strict=False)
    except (ValueError, RecursionError):
        raise ProfileError(
            f"{name} looks like expvar's /debug/vars, but its JSON is cut off or damaged; fetch it again"
        ) from None
    whole = table(document)
    inner = table(whole.get("memstats"))
    stats = inner or whole
    if "HeapAlloc" not in stats and "Alloc" not in stats:
        raise ProfileError(
            f"{name} is JSON without runtime.MemStats: expvar's /debug/vars has them under `memstats`"
        )
    found = of_names(stats, "expvar", [])
    for key, value in whole.items():
        if GOROUTINE_VARIABLES.fullmatch(key) and isinstance(value, int) and not isinstance(value, bool):
            found = evolve(found, goroutines=value)
    return found


def table(value: object) -> Mapping[str, Any]:
    return cast(Mapping[str, Any], value) if isinstance(value, dict) else {}


def of_names(values: Mapping[str, Any], form: str, warnings: list[str]) -> MemStats:
    """From Go's own names."""
    found: dict[str, Any] = {}
    for key, target in RUNTIME_NAMES.items():
        value = values.get(key)
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            found[target] = float(value) if target in FRACTIONS else whole_number(value)
    pauses = newest_first(values.get("PauseNs"), found.get("gc_count") or 0)
    return MemStats(
        form, **found, pauses=pauses, pause_max=max(pauses) if pauses else None, warnings=tuple(warnings)
    )


def newest_first(ring: object, count: int) -> tuple[int, ...]:
    """The ring of the last 256 pauses, whose newest entry stands at (NumGC + 255) % 256."""
    if not isinstance(ring, list) or not ring:
        return ()
    entries = cast(list[object], ring)
    size = len(entries)
    picked = [entries[(count - 1 - back) % size] for back in range(min(count, size))]
    return tuple(one for one in picked if isinstance(one, int))


def of_metrics(text: str, name: str) -> MemStats:
    sums: dict[str, float] = {}
    instances: set[str] = set()
    version = ""
    for one in METRIC.finditer(text):
        key, labels, value = one["name"], one["labels"] or "", number(one["value"])
        if value is None or not math.isfinite(value):
            continue
        if key == "go_info" and (told := VERSION.search(labels)):
            version = told[1]
        if key == "go_gc_duration_seconds" and QUANTILE.search(labels):
            key += '{quantile="1"}'
            sums[key] = max(sums.get(key, 0), value)
            continue
        if key == "go_goroutines":
            instances.add(INSTANCE.sub("", labels))
        sums[key] = sums.get(key, 0) + value
    found: dict[str, Any] = {}
    for key, target in METRICS.items():
        if key in sums and target not in found:
            found[target] = sums[key] if target in FRACTIONS else whole_number(sums[key])
    for key, target in METRIC_TIMES.items():
        if key in sums:
            found[target] = whole_number(sums[key] * 1e9)
    if not found:
        raise ProfileError(f"{name} has metrics of Go's names, but none with a number that could be read")
    said = ()
    if len(instances) > 1:
        said = (f"It holds go_goroutines of {len(instances):,} series; their numbers are added up.",)
    return MemStats("prometheus", **found, go_version=version, warnings=said)


def number(word: str) -> int | float | None:
    try:
        return int(word)
    except ValueError:
        try:
            return float(word)
        except ValueError:
            return None


def whole_number(value: float) -> int:
    """A count or size; what is no finite number counts as 0."""
    return int(value) if math.isfinite(value) else 0
