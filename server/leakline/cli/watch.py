"""`leakline watch`: samples a running service and says whether its goroutines rise, and what to look at next."""

import argparse
import io
import json
import math
import sys
import time
from datetime import datetime, timezone
from pathlib import Path

from attrs import define, field

from leakline.capture.failure import CaptureError
from leakline.capture.fetch import Wish, fetch
from leakline.capture.target import Target
from leakline.cli import targets as asked
from leakline.cli import writing
from leakline.cli.main import UsageError
from leakline.cli.targets import allow, found, limited, say
from leakline.cli.terminal import coloured
from leakline.leaks.blocking import blocked
from leakline.leaks.clusters import clusters
from leakline.leaks.compare import Change, compare
from leakline.leaks.model import Cluster
from leakline.leaks.trend import Sample, trend
from leakline.leaks.triage import triage
from leakline.profiles.memstats import MemStats
from leakline.profiles.model import Frame, GoroutineProfile, ProfileError
from leakline.profiles.read import Reading, reading_stream
from leakline.report.trend import Watched, sample_line, watch_document, watch_svg, watch_text
from leakline.settings import Settings

DESCRIPTION = """\
Watches a running Go service: how many goroutines it has, its heap, stacks and pauses, again and again. At the end
it says whether goroutines rise steadily or only with the load, how fast and how surely, where, and what to look at next.

Each sample is a goroutine profile in its cheap form, which counts, and the runtime's memory numbers; together they
cost a service of 100,000 goroutines less than half a second and no pause over a millisecond.

Load is told by what the program allocates. A rise that goes with it is no leak until the load has gone and the
goroutines have not.

With --max-goroutines or --max-per-minute the exit code is 1 where a sample, or the rise that is sure, is above.
Ctrl-C ends the watch early, and what was seen till then is judged.

examples:
  leakline watch 127.0.0.1:6060
  leakline watch --every 30 --samples 120 --svg night.svg 127.0.0.1:6060
  leakline watch --samples 6 --max-per-minute 10 --format json 127.0.0.1:6060"""

GIVE_UP = 3
"""So many samples in a row that do not come end the watch."""


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("target", metavar="TARGET", help="a service that serves net/http/pprof")
    parser.add_argument(
        "--every", type=float, default=5.0, metavar="SECONDS", help="between two samples (default: 5)"
    )
    parser.add_argument("--samples", type=int, default=12, metavar="N", help="how many (default: 12)")
    parser.add_argument("--max-goroutines", type=int, metavar="N", help="exit code 1 above so many")
    parser.add_argument(
        "--max-per-minute",
        type=float,
        metavar="N",
        help="exit code 1 where they surely rise by more in a minute",
    )
    parser.add_argument("--svg", metavar="FILE", help="draw the trend to a file")
    parser.add_argument("--format", choices=("text", "json"), default="text")
    asked.arguments(parser)


def run(args: argparse.Namespace) -> int:
    if not (0.05 <= args.every <= 86_400 and 2 <= args.samples <= 100_000):
        raise UsageError("--every takes 0.05 to 86,400 seconds, and --samples 2 to 100,000")
    for name in ("max_goroutines", "max_per_minute"):
        value = getattr(args, name)
        if value is not None and not 0 <= value < math.inf:
            raise UsageError(f"--{name.replace('_', '-')} must be 0 or more")
    target = found(args.target, args)
    allow([target], args)
    settings = limited(Settings(), args)
    watch = Watch(target, settings, args.format == "text")
    try:
        watch.run(args.every, args.samples)
    except KeyboardInterrupt:
        if len(watch.samples) < 2:
            raise
    seen = watch.seen(exceeded(watch.samples, args))
    if args.svg:
        writing.replace(Path(args.svg), watch_svg(seen).encode())
    if args.format == "json":
        print(json.dumps(watch_document(seen), ensure_ascii=False, indent=2))
    else:
        print("\n" + watch_text(seen, coloured()))
    return 1 if seen.exceeded else 0


def exceeded(samples: list[Sample], args: argparse.Namespace) -> tuple[str, ...]:
    said: list[str] = []
    most = max(one.goroutines for one in samples)
    if args.max_goroutines is not None and most > args.max_goroutines:
        said.append(f"there were {most:,} goroutines, and --max-goroutines is {args.max_goroutines:,}")
    rise = trend(samples).slope
    if args.max_per_minute is not None and rise is not None:
        sure = rise.per_minute - rise.uncertainty
        if sure > args.max_per_minute:
            said.append(
                f"goroutines rise by {sure:,.1f} a minute or more, and --max-per-minute is {args.max_per_minute:g}"
            )
    return tuple(said)


@define
class Watch:
    """A service that is being watched."""

    target: Target
    settings: Settings
    loud: bool
    """Whether rows are printed as they come."""
    samples: list[Sample] = field(factory=list[Sample])
    times: list[str] = field(factory=list[str])
    failures: list[str] = field(factory=list[str])
    first: GoroutineProfile | None = None
    last: GoroutineProfile | None = None
    begun: float = 0.0
    collections: int | None = None
    """As many as there were at the last sample."""
    paused: int = 0

    def run(self, every: float, count: int) -> None:
        """Takes the samples. Raises CaptureError where the service is gone before there are two."""
        self.begun = time.monotonic()
        missed = 0
        for at in range(count):
            time.sleep(max(0.0, self.begun + at * every - time.monotonic()))
            try:
                self.take()
                missed = 0
            except (CaptureError, ProfileError) as error:
                missed += 1
                if missed == GIVE_UP or not self.samples:
                    if len(self.samples) < 2:
                        raise
                    say(f"{error} The watch ends here.")
                    self.failures.append(str(error))
                    return
                self.failures.append(str(error))
                say(str(error))

    def take(self) -> None:
        profile = self.asked("goroutine", "goroutine counts", ())
        assert isinstance(profile, GoroutineProfile)
        stats = self.memory()
        now = datetime.now(timezone.utc)
        waiting = sum(one.count for one in suspects(profile))
        stats = stats or MemStats("")
        sample = Sample(
            round(time.monotonic() - self.begun, 3),
            profile.total,
            waiting,
            stats.heap_alloc,
            stats.next_gc,
            stats.stack_inuse,
            stats.gc_count,
            self.pauses(stats),
            stats.total_alloc,
            stats.gc_cpu_fraction,
        )
        before = self.samples[-1] if self.samples else None
        if before and before.collections and (sample.collections or 0) < before.collections:
            say("the service was restarted: what was seen before is left out")
            self.samples.clear()
            self.times.clear()
            before = self.first = None
        self.first = self.first or profile
        self.last = profile
        self.samples.append(sample)
        self.times.append(now.isoformat(timespec="milliseconds"))
        if self.loud:
            print(sample_line(sample, datetime.now().strftime("%H:%M:%S"), before))
            sys.stdout.flush()

    def pauses(self, stats: MemStats) -> int | None:
        """All pauses since the watch began, in nanoseconds: heap?debug=1 only lists the last ones."""
        if stats.pause_total is not None or stats.gc_count is None:
            return stats.pause_total
        fresh = stats.gc_count - self.collections if self.collections is not None else 0
        self.collections = stats.gc_count
        self.paused += sum(stats.pauses[: max(fresh, 0)])
        return self.paused

    def memory(self) -> MemStats | None:
        """What the runtime says of its memory; None where the service does not serve it."""
        try:
            found = self.asked("heap", "memory numbers", (("debug", "1"),))
        except (CaptureError, ProfileError):
            return None
        return found if isinstance(found, MemStats) else None

    def asked(self, profile: str, what: str, parameters: tuple[tuple[str, str], ...]) -> Reading:
        out = io.BytesIO()
        settings = self.settings
        wish = Wish(
            self.target,
            profile,
            what,
            parameters,
            settings.capture_timeout_seconds,
            settings.capture_limit_bytes,
        )
        answer = fetch(wish, out)
        if answer.failure or answer.status != 200:
            raise CaptureError(answer.failure or f"{self.target.shown} gave no {what}.")
        out.seek(0)
        found = reading_stream(out, f"{what} of {self.target.shown}")
        if profile == "goroutine" and not isinstance(found, GoroutineProfile):
            raise CaptureError(f"{self.target.shown} gave something else than goroutines; check the address.")
        return found

    def seen(self, over: tuple[str, ...]) -> Watched:
        """All of it, judged."""
        assert self.first is not None
        assert self.last is not None
        grown = tuple(
            sorted(
                (one for one in compare(self.first, self.last) if one.after - one.before > 1),
                key=lambda one: one.before - one.after,
            )
        )
        found = trend(self.samples)
        worst = self.worst(grown) if found.verdict == "rising" else self.most()
        step = triage(self.samples, found, self.settings.many_goroutines, worst, self.target.shown)
        return Watched(
            self.target.shown,
            tuple(self.samples),
            found,
            step,
            grown,
            tuple(self.failures),
            over,
            tuple(self.times),
        )

    def worst(self, grown: tuple[Change, ...]) -> str:
        return named(grown[0].site) if grown else self.most()

    def most(self) -> str:
        """The place where most wait for what is not known to be healthy."""
        assert self.last is not None
        waiting = suspects(self.last)
        return named(max(waiting, key=lambda one: one.count).site) if waiting else ""


def suspects(profile: GoroutineProfile) -> list[Cluster]:
    """Where goroutines wait for what is not known to be healthy."""
    return [
        one for one in clusters(profile) if one.verdict.tier != "benign" and blocked(one.state or "unknown")
    ]


def named(site: Frame) -> str:
    return f"{site.function} ({site.file.rpartition('/')[2]}:{site.line})"
