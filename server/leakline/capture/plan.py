"""What a capture will ask for and what that costs the service, said before it runs.

Measured on a service of 100,000 goroutines (bench/capture_price.py): counts (debug=0) 0.2 s with pauses of a millisecond
or two; text with states (debug=2) 3.7 s with the world stopped for up to 0.67 s; proven leaks (goroutineleak) one garbage
collection with a pause of 13 ms, or 21 ms where all of them have leaked.
"""

from collections.abc import Sequence

from attrs import frozen

from leakline.capture.failure import CaptureError
from leakline.settings import Settings

ENDPOINTS = {
    "goroutine": "goroutine",
    "goroutineleak": "goroutineleak",
    "heap": "heap",
    "allocs": "allocs",
    "cpu": "profile",
    "block": "block",
    "mutex": "mutex",
    "threadcreate": "threadcreate",
}
LEAK_CHECK = "leakcheck"
CPU_SECONDS = 30
LONGEST = 86_400
STOP_SECONDS_PER_GOROUTINE = 0.67 / 100_000
SEARCH_SECONDS_PER_GOROUTINE = 0.025 / 100_000
"""How long the search for proven leaks stops the service, at most."""
DELTAS = ("goroutine", "goroutineleak", "heap", "allocs", "block", "mutex", "threadcreate")


@frozen
class Plan:
    """What to ask for, in order."""

    kinds: tuple[str, ...]
    """Without `leakcheck`, which stands for goroutine, its text and goroutineleak."""
    text: bool | None
    """True: states at any price; False: never; None: where there are few enough goroutines."""
    seconds: int | None
    """How long cpu samples, or over what time other kinds are differences."""
    leak_check: bool
    proven: bool | None
    """True: search for proven leaks at any price; False: never; None: where there are few enough goroutines."""
    text_limit: int
    leak_limit: int

    def wait(self, kind: str) -> int:
        """Seconds over which the profile of a kind is taken; 0: at once."""
        if kind == "cpu":
            return self.seconds or CPU_SECONDS
        counted = self.leak_check and kind in ("goroutine", "goroutineleak")
        return self.seconds or 0 if kind in DELTAS and not counted else 0

    @property
    def cost(self) -> str:
        """One sentence, before anything is asked."""
        return cost(self)


def plan(
    kinds: Sequence[str] = (LEAK_CHECK,),
    text: bool | None = None,
    seconds: int | None = None,
    settings: Settings | None = None,
) -> Plan:
    """The plan for the kinds that were asked for. Raises CaptureError on an unknown kind or a wrong time."""
    settings = settings or Settings()
    wanted: list[str] = []
    leak_check = False
    for kind in kinds or (LEAK_CHECK,):
        if kind == LEAK_CHECK:
            leak_check = True
            wanted += ["goroutine", "goroutineleak"]
        elif kind in ENDPOINTS:
            wanted.append(kind)
        else:
            known = ", ".join((LEAK_CHECK, *ENDPOINTS))
            raise CaptureError(f"There is no kind of profile '{kind[:40]}'; the kinds are {known}.")
    if seconds is not None and seconds < 1:
        raise CaptureError("The time of a profile must be 1 second or more.")
    if seconds is not None and seconds > LONGEST:
        raise CaptureError(f"The time of a profile may be {LONGEST:,} seconds at most.")
    if seconds is not None and leak_check and len(set(wanted)) == 2:
        raise CaptureError(
            "The leak check takes no time to differ over; ask for --kind goroutine --seconds N to see what changes, or for "
            "two captures and what is between them."
        )
    # What is proven is looked for last: it marks goroutines in the text as well, and takes their waits off.
    ordered = [kind for kind in ENDPOINTS if kind in wanted and kind != "goroutineleak"]
    ordered += ["goroutineleak"] if "goroutineleak" in wanted else []
    if text is None and not leak_check:
        text = False
    proven = True if "goroutineleak" in kinds else None if leak_check else False
    return Plan(tuple(ordered), text, seconds, leak_check, proven, settings.text_limit, settings.leak_limit)


def cost(plan: Plan) -> str:
    words: list[str] = []
    for kind in plan.kinds:
        wait = plan.wait(kind)
        over = f" as a difference over {wait} seconds" if wait else ""
        if kind == "goroutine" and wait:
            words.append(f"its goroutines{over} (cheap at any size)")
        elif kind == "goroutineleak" and wait:
            words.append(f"proven leaks{over}, where its Go has them (runs two garbage collections)")
        elif kind == "goroutine":
            words.append("goroutine counts (cheap at any size)")
            if plan.text:
                words.append("their states as text (stops the service, about 7 ms for each 1,000 goroutines)")
            elif plan.text is None:
                most = round(plan.text_limit * STOP_SECONDS_PER_GOROUTINE * 1000)
                words.append(
                    f"if there are at most {plan.text_limit:,}, their states as text (stops the service for up to "
                    f"about {max(most, 1)} ms)"
                )
        elif kind == "goroutineleak":
            few = f"if there are at most {plan.leak_limit:,}, " if plan.proven is None else ""
            stop = (
                f"for up to about {search_ms(plan.leak_limit)} ms" if few else "about 0.25 ms for each 1,000"
            )
            words.append(
                f"{few}proven leaks where its Go has them (one garbage collection, which stops the service {stop})"
            )
        elif kind == "cpu":
            words.append(f"a CPU profile of {wait} seconds (a few percent of its CPU meanwhile)")
        else:
            words.append(f"its {kind} profile{over} (cheap)")
    waits = [wait for kind in plan.kinds if (wait := plan.wait(kind))]
    time = f" It takes {sum(waits)} seconds or a little more." if len(waits) > 1 else ""
    return f"This asks the service for {listing(words)}.{time}"


def listing(words: list[str]) -> str:
    if len(words) == 1:
        return words[0]
    last = f", {words[-1]}" if words[-1].startswith("if ") else f" {words[-1]}"
    return f"{', '.join(words[:-1])}, then{last}"


def search_ms(count: int) -> int:
    return max(1, round(count * SEARCH_SECONDS_PER_GOROUTINE * 1000))


def proven_wanted(plan: Plan, count: int | None) -> tuple[bool, str]:
    """Whether to search for proven leaks, now that the count is known, and a sentence where that is left out."""
    if plan.proven is not None:
        return plan.proven, ""
    if count is None:
        return (
            False,
            "The search for proven leaks was left out, because the number of goroutines is not known.",
        )
    if count <= plan.leak_limit:
        return True, ""
    return False, (
        f"The search for proven leaks was left out: for {count:,} goroutines it would stop the service for up to "
        f"{search_ms(count)} ms; ask for it with --kind goroutineleak."
    )


def text_wanted(plan: Plan, count: int | None) -> tuple[bool, str]:
    """Whether to take the text, now that the count is known, and a sentence where it is left out."""
    if plan.text is not None:
        return plan.text, ""
    if count is None:
        return False, "The text with states was left out, because the number of goroutines is not known."
    if count <= plan.text_limit:
        return True, ""
    stop = count * STOP_SECONDS_PER_GOROUTINE
    return False, (
        f"The text with states was left out: for {count:,} goroutines it would stop the service for about "
        f"{stop:.1g} seconds; ask for it with --text."
    )
