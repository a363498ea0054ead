"""Takes a capture: asks a running service for what the plan names and keeps whatever came."""

from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Event

from attrs import define, evolve

from leakline.capture import store
from leakline.capture.failure import CancelledError, CaptureError
from leakline.capture.fetch import Answer, Cancelled, Progress, Wish, fetch
from leakline.capture.plan import ENDPOINTS, LEAK_CHECK, Plan, plan, proven_wanted, text_wanted
from leakline.capture.store import Capture, Part
from leakline.capture.target import Target, confirmed, parse
from leakline.profiles.model import GoroutineProfile, Profile, ProfileError
from leakline.settings import Settings

NO_LEAK_PROFILE = (
    "The service has no goroutineleak profile, so no leak can be proven: Go has it from 1.27 on, "
    "and 1.26 when built with GOEXPERIMENT=goroutineleakprofile."
)


def capture(
    target: str | Target,
    kinds: Sequence[str] = (LEAK_CHECK,),
    *,
    text: bool | None = None,
    seconds: int | None = None,
    name: str = "",
    settings: Settings | None = None,
    allow_remote: bool = False,
    root: Path | str | None = None,
    progress: Callable[[Progress], None] = lambda _: None,
    cancelled: Cancelled | Event | None = None,
) -> Capture:
    """Asks a service for profiles and keeps them; see `plan` for what `kinds`, `text` and `seconds` mean.

    Raises CaptureError where nothing could be captured, RemoteRefusedError where the host is not this machine
    and `allow_remote` is not set, CancelledError where `cancelled` came true (what had come by then is kept).
    Where only some profiles could be had, the capture has them, and a sentence for each of the others in
    `failures`.
    """
    settings = settings or Settings()
    place = parse(target) if isinstance(target, str) else target
    confirmed(place, allow_remote)
    stop = cancelled.is_set if isinstance(cancelled, Event) else cancelled or (lambda: False)
    work = Work(
        place,
        plan(kinds, text, seconds, settings),
        settings,
        store.create(store.root_of(root), place.shown, name),
        progress,
        stop,
    )
    return work.run()


@define
class Work:
    """A capture that is being taken."""

    target: Target
    plan: Plan
    settings: Settings
    capture: Capture
    progress: Callable[[Progress], None]
    cancelled: Cancelled
    gone: bool = False
    total: int | None = None
    """How many goroutines there are, once that is known."""

    def run(self) -> Capture:
        try:
            for kind in self.plan.kinds:
                if self.gone:
                    break
                if kind == "goroutine":
                    self.goroutines()
                elif kind == "goroutineleak":
                    self.proven()
                else:
                    self.take(kind, "proto", f"the {kind} profile")
        except BaseException as error:
            # Also where the program is interrupted: what is half there is no profile, and alone it is no capture.
            store.tidy(self.capture)
            if isinstance(error, CancelledError) and self.capture.parts:
                raise CancelledError(f"{error} What had come is kept.", self.capture.id) from None
            if isinstance(error, CaptureError) and self.capture.parts:
                raise CaptureError(f"{error} What had come is kept in {self.capture.folder}.") from None
            raise
        if not self.capture.parts:
            raise CaptureError(self.capture.failures[0] if self.capture.failures else NO_LEAK_PROFILE)
        return self.capture

    def goroutines(self) -> None:
        """Counts first; they decide whether the service can afford the text."""
        counted = self.take("goroutine", "proto", "goroutine counts")
        self.total = counted.total if isinstance(counted, GoroutineProfile) else None
        if self.gone:
            return
        wanted, note = text_wanted(self.plan, self.total)
        self.note(note)
        if wanted:
            self.take("goroutine", "text", "goroutine states")

    def proven(self) -> None:
        wanted, note = proven_wanted(self.plan, self.total)
        self.note(note)
        if wanted:
            self.take("goroutineleak", "proto", "the goroutineleak profile")

    def note(self, text: str) -> None:
        """Keeps a sentence about what was left out."""
        if text:
            self.capture = evolve(self.capture, notes=(*self.capture.notes, text))
            if self.capture.parts:
                store.save(self.capture)

    def take(self, kind: str, form: str, what: str) -> Profile | None:
        """Fetches one profile and keeps it; the profile, where it can be read."""
        wish = self.wish(kind, form, what)
        over = 0 if form == "text" else self.plan.wait(kind)
        file = f"{kind}.txt" if form == "text" else f"{kind}.pb.gz"
        with store.writing(self.capture, file) as out:
            answer = fetch(wish, out, self.progress, self.cancelled)
        if not answer.bytes or answer.status not in (200, 0):
            self.not_had(kind, file, answer)
            return None
        part = Part(kind, form, file, answer.bytes, round(answer.seconds, 3), answer.failure, over)
        profile, problem = self.read(part)
        failures = [one for one in (answer.failure, problem) if one]
        if profile is None and not answer.failure:
            part = evolve(part, failure=problem)
        total = self.capture.total
        if (
            isinstance(profile, GoroutineProfile)
            and kind == "goroutine"
            and not over
            and not (total and answer.failure)
        ):
            total = profile.total
        self.capture = store.save(
            evolve(
                self.capture,
                parts=(*self.capture.parts, part),
                failures=(*self.capture.failures, *failures[:1]),
                total=total,
            )
        )
        return profile

    def wish(self, kind: str, form: str, what: str) -> Wish:
        parameters: list[tuple[str, str]] = []
        wait = 0
        if form == "text":
            parameters.append(("debug", "2"))
        else:
            wait = self.plan.wait(kind)
        if wait:
            parameters.append(("seconds", str(wait)))
        return Wish(
            self.target,
            ENDPOINTS[kind],
            what,
            tuple(parameters),
            self.settings.capture_timeout_seconds + wait,
            self.settings.capture_limit_bytes,
        )

    def not_had(self, kind: str, file: str, answer: Answer) -> None:
        """Notes why a profile is missing. The first one that is missing for good ends the capture."""
        (self.capture.folder / file).unlink(missing_ok=True)
        if answer.missing and kind == "goroutineleak":
            self.capture = evolve(self.capture, notes=(*self.capture.notes, NO_LEAK_PROFILE))
        else:
            text = answer.failure or f"{self.target.shown} gave an empty {kind} profile; try again."
            self.capture = evolve(self.capture, failures=(*self.capture.failures, text))
        self.gone = answer.gone or (answer.missing and kind == "goroutine")
        if self.capture.parts:
            store.save(self.capture)
        else:
            store.tidy(self.capture)

    def read(self, part: Part) -> tuple[Profile | None, str | None]:
        """The profile of what has just come, or what is wrong with it."""
        try:
            return store.profile_of(self.capture, part, self.settings.capture_unpacked_bytes), None
        except ProfileError as error:
            return None, f"{self.target.shown}: {error}"
