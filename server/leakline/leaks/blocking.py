"""What a goroutine waits for, told from its state or, where a format has none, from the runtime's own frames."""

from leakline.profiles.model import Frame, Group

STATES = {
    "runtime.chansend": "chan send",
    "runtime.chansend1": "chan send",
    "runtime.chanrecv": "chan receive",
    "runtime.chanrecv1": "chan receive",
    "runtime.chanrecv2": "chan receive",
    "runtime.selectgo": "select",
    "runtime.block": "select (no cases)",
    "runtime.netpollblock": "IO wait",
    "internal/poll.runtime_pollWait": "IO wait",
    "time.Sleep": "sleep",
    "sync.runtime_SemacquireWaitGroup": "sync.WaitGroup.Wait",
    "sync.(*WaitGroup).Wait": "sync.WaitGroup.Wait",
    "sync.runtime_SemacquireRWMutexR": "sync.RWMutex.RLock",
    "sync.(*RWMutex).RLock": "sync.RWMutex.RLock",
    "sync.runtime_SemacquireRWMutex": "sync.RWMutex.Lock",
    "sync.runtime_SemacquireMutex": "sync.Mutex.Lock",
    "internal/sync.runtime_SemacquireMutex": "sync.Mutex.Lock",
    "sync.(*Mutex).lockSlow": "sync.Mutex.Lock",
    "sync.runtime_notifyListWait": "sync.Cond.Wait",
    "sync.(*Cond).Wait": "sync.Cond.Wait",
    "runtime.coroswitch_m": "coroutine",
    "runtime.coroswitch": "coroutine",
}
"""Which function of the runtime a goroutine stands in while it waits, and Go's words for that wait."""

RUNNING = ("running", "runnable", "syscall", "idle", "dead", "copystack", "preempted", "")
"""States in which a goroutine does not wait for another one; the empty one is unknown."""

HIDDEN = ("runtime.", "internal/", "sync.runtime_", "sync.(*Mutex).lockSlow", "sync.(*RWMutex).rUnlockSlow")
"""Frames that say how something waits, not what."""


def state_of(group: Group) -> str:
    """In Go's own words; empty where neither a state nor a telling frame is there."""
    if group.state:
        return group.state
    for frame in group.frames:
        if (state := STATES.get(frame.function)) is not None:
            return state
        if not frame.function.startswith(("runtime.", "internal/", "sync.")):
            break
    return ""


def blocked(state: str) -> bool:
    """Whether goroutines of this state wait for something."""
    return state not in RUNNING


def visible(frames: tuple[Frame, ...]) -> tuple[Frame, ...]:
    """A stack from the first frame on that a person would name; all of it where there is none."""
    for at, frame in enumerate(frames):
        if not frame.function.startswith(HIDDEN):
            return frames[at:]
    return frames


def leaf(frames: tuple[Frame, ...]) -> str:
    """The innermost function outside of runtime, internal/ and the hidden helpers of sync; empty for no frames."""
    shown = visible(frames)
    return shown[0].function if shown else ""
