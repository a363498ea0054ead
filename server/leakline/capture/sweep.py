"""Several captures at once."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import TypeVar

Result = TypeVar("Result")


def sweep(
    jobs: Sequence[tuple[str, Callable[[], Result]]], parallel: int, stop: Event
) -> list[tuple[str, Result | Exception]]:
    """Runs named jobs, at most `parallel` at a time; what each gave or raised, in their order.

    One that fails ends no other. An interrupt from the keyboard sets `stop` and waits for what each has to keep.
    """
    with ThreadPoolExecutor(parallel, thread_name_prefix="leakline-sweep") as pool:
        futures = [pool.submit(caught, job) for _, job in jobs]
        while True:
            try:
                return [(name, future.result()) for (name, _), future in zip(jobs, futures, strict=True)]
            except KeyboardInterrupt:
                stop.set()


def caught(job: Callable[[], Result]) -> Result | Exception:
    try:
        return job()
    except Exception as error:
        return error
