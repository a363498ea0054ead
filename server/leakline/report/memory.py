"""What `leakline inspect` shows of runtime.MemStats and of a GC trace, as text and as JSON."""

from datetime import datetime, timezone

from attrs import asdict, fields

from leakline.profiles.gctrace import GcTrace, Summary, summary
from leakline.profiles.memstats import MemStats
from leakline.report.text import counted, printable

UNITS = (("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10))
SOURCES = {
    "heap-debug1": "runtime.MemStats of a heap?debug=1",
    "expvar": "runtime.MemStats in JSON, as expvar has them",
    "prometheus": "Go metrics of Prometheus's client",
}


def size(value: int) -> str:
    """Bytes in the unit that leaves one to four digits before the point."""
    for unit, factor in UNITS:
        if value >= factor:
            return f"{value / factor:,.1f} {unit}"
    return f"{value:,} B"


def time_of(nanoseconds: float) -> str:
    for unit, factor in (("s", 1e9), ("ms", 1e6), ("us", 1e3)):
        if nanoseconds >= factor:
            value = nanoseconds / factor
            return f"{value:,.3g} {unit}" if value < 1000 else f"{value:,.0f} {unit}"
    return f"{nanoseconds:.0f} ns"


def memstats_document(stats: MemStats) -> dict[str, object]:
    """All that is known, under the model's names; sizes in bytes, times in nanoseconds."""
    skipped = ("kind", "format", "warnings")
    known = {
        one.name: getattr(stats, one.name)
        for one in fields(MemStats)
        if one.name not in skipped and getattr(stats, one.name) not in (None, "")
    }
    known["pauses"] = list(stats.pauses)
    return {"kind": stats.kind, "format": stats.format, **known, "warnings": list(stats.warnings)}


def memstats_text(name: str, stats: MemStats) -> str:
    """What a person reads of one moment."""
    version = f" of {printable(stats.go_version)}" if stats.go_version else ""
    lines = [f"{name}: {SOURCES[stats.format]}{version}"]
    for label, words in (
        ("goroutines", goroutine_words(stats)),
        ("stacks", stack_words(stats)),
        ("heap", heap_words(stats)),
        ("objects", object_words(stats)),
        ("process", process_words(stats)),
        ("collections", collection_words(stats)),
        ("pauses", pause_words(stats)),
    ):
        if words:
            lines.append(f"  {label:<12} {' · '.join(words)}")
    lines += [f"  warning: {printable(one)}" for one in stats.warnings]
    return "\n".join(lines)


def goroutine_words(stats: MemStats) -> list[str]:
    words = [f"{stats.goroutines:,}"] if stats.goroutines is not None else []
    return words + ([counted(stats.threads, "thread")] if stats.threads is not None else [])


def stack_words(stats: MemStats) -> list[str]:
    if stats.stack_inuse is None:
        return []
    words = [f"{size(stats.stack_inuse)} in use"]
    if stats.goroutines:
        words.append(f"{size(stats.stack_inuse // stats.goroutines)} a goroutine")
    return words


def heap_words(stats: MemStats) -> list[str]:
    pairs = (
        (stats.heap_alloc, "allocated"),
        (stats.heap_inuse, "in use"),
        (stats.heap_idle, "idle"),
        (stats.heap_released, "given back"),
        (stats.next_gc, "is the next collection's goal"),
    )
    return [f"{size(value)} {what}" for value, what in pairs if value is not None]


def object_words(stats: MemStats) -> list[str]:
    words = [f"{stats.heap_objects:,} live or not yet swept"] if stats.heap_objects is not None else []
    if stats.mallocs is not None:
        words.append(f"{stats.mallocs:,} made since the start")
    if stats.total_alloc is not None:
        words.append(f"{size(stats.total_alloc)} allocated since the start")
    return words


def process_words(stats: MemStats) -> list[str]:
    pairs = ((stats.sys, "from the system"), (stats.rss, "resident"), (stats.max_rss, "resident at most"))
    words = [f"{size(value)} {what}" for value, what in pairs if value is not None]
    return words + ([counted(stats.open_files, "open file")] if stats.open_files is not None else [])


def collection_words(stats: MemStats) -> list[str]:
    if stats.gc_count is None:
        return []
    words = [f"{stats.gc_count:,}"]
    if stats.forced_gc_count:
        words.append(f"{stats.forced_gc_count:,} forced")
    if stats.gc_cpu_fraction is not None:
        words.append(f"{stats.gc_cpu_fraction:.2%} of the CPU since the start")
    if stats.last_gc and stats.last_gc < 1 << 62:
        last = datetime.fromtimestamp(stats.last_gc / 1e9, timezone.utc)
        words.append(f"the last at {last:%Y-%m-%d %H:%M:%S} UTC")
    return words


def pause_words(stats: MemStats) -> list[str]:
    words: list[str] = []
    if stats.pauses:
        middle = sorted(stats.pauses)[len(stats.pauses) // 2]
        words.append(f"median {time_of(middle)} of the last {len(stats.pauses)}")
    if stats.pause_max is not None:
        words.append(f"longest {time_of(stats.pause_max)}")
    if stats.pause_total is not None:
        words.append(f"{time_of(stats.pause_total)} since the start")
    return words


def gctrace_document(trace: GcTrace) -> dict[str, object]:
    """The trace as a whole; times in milliseconds, sizes in MB of 2^20 bytes."""
    return {
        "kind": trace.kind,
        "format": trace.format,
        "summary": asdict(summary(trace)),
        "runs": max(len(trace.runs), 1),
        "warnings": list(trace.warnings),
    }


def gctrace_text(name: str, trace: GcTrace) -> str:
    """What a person reads of a trace."""
    all = summary(trace)
    forced = f", {all.forced:,} of them forced" if all.forced else ""
    over = f" in {all.seconds:,.1f} seconds" if all.seconds else ""
    lines = [f"{name}: a GC trace of {counted(all.collections, 'collection')}{over}{forced}"]
    lines += [f"  {label:<12} {' · '.join(words)}" for label, words in trace_rows(all)]
    lines += [f"  warning: {printable(one)}" for one in trace.warnings]
    return "\n".join(lines)


def trace_rows(all: Summary) -> list[tuple[str, list[str]]]:
    heap = [
        f"{all.live_first:,} MB live after the first, {all.live_last:,} after the last, {all.live_max:,} at most"
    ]
    if all.goal_last is not None:
        heap.append(f"goal {all.goal_last:,} MB")
    cpu = [f"{time_of(all.cpu_ms * 1e6)}"]
    if all.cpu_share:
        cpu.append(f"{all.cpu_share:.1%} of what was there meanwhile")
    if all.cpu_percent:
        cpu.append(f"{all.cpu_percent} % since the start, as the runtime counts")
    if all.assist_ms:
        cpu.append(f"{time_of(all.assist_ms * 1e6)} of it taken from goroutines that allocate")
    rows = [
        ("heap", heap),
        (
            "pauses",
            [
                f"median {time_of(all.pause_median_ms * 1e6)}",
                f"longest {time_of(all.pause_max_ms * 1e6)}",
                f"{time_of(all.pause_total_ms * 1e6)} together",
            ],
        ),
        ("marking", [f"{time_of(all.mark_total_ms * 1e6)} beside the program"]),
        ("CPU", cpu),
    ]
    if all.stacks_max:
        rows.insert(
            1, ("stacks", [f"{all.stacks_last:,} MB scanned at the last, {all.stacks_max:,} at most"])
        )
    return rows
