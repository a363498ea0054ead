"""Dumps of every kind against what the program that makes them counts: runtime.NumGoroutine and what it started."""

import json
import os
import signal
import subprocess
from collections import Counter
from pathlib import Path

import go_toolchains
import pytest

from leakline.profiles.model import GoroutineProfile, ProfileError
from leakline.profiles.read import read

PROGRAM = """\
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"runtime/pprof"
	"sync"
	"time"
)

var (
	locked  sync.Mutex
	written sync.RWMutex
	waited  sync.WaitGroup
	cond    = sync.NewCond(&sync.Mutex{})
)

//go:noinline
func send(c chan int) { c <- 1 }

func start(n int, f func()) {
	for i := 0; i < n; i++ {
		go f()
	}
}

func main() {
	locked.Lock()
	written.Lock()
	waited.Add(1)
	start(50, func() { send(make(chan int)) })
	start(30, func() { <-make(chan int) })
	start(2, func() { select {} })
	start(3, func() { var c chan int; <-c })
	start(4, func() { var c chan int; c <- 1 })
	start(5, func() { locked.Lock() })
	start(6, func() { waited.Wait() })
	start(7, func() { written.RLock() })
	start(8, func() { cond.L.Lock(); cond.Wait() })
	start(1, func() { runtime.LockOSThread(); time.Sleep(time.Hour) })
	start(9, func() { select { case <-make(chan int): case <-time.After(time.Hour): } })
	// Each of them must have got to its wait.
	for quiet := 0; quiet < 20; {
		time.Sleep(5 * time.Millisecond)
		b := make([]byte, 1<<20)
		b = b[:runtime.Stack(b, true)]
		if bytes.Contains(b, []byte("[runnable")) { quiet = 0 } else { quiet++ }
	}
	told, _ := json.Marshal(map[string]int{"goroutines": runtime.NumGoroutine()})
	os.Stdout.Write(append(told, '\\n'))
	b := make([]byte, 1<<22)
	switch os.Args[1] {
	case "debug0": pprof.Lookup("goroutine").WriteTo(os.Stderr, 0)
	case "debug1": pprof.Lookup("goroutine").WriteTo(os.Stderr, 1)
	case "debug2": pprof.Lookup("goroutine").WriteTo(os.Stderr, 2)
	case "stack": os.Stderr.Write(b[:runtime.Stack(b, true)])
	case "panic": panic("boom")
	case "nil": var p *int; *p = 1
	case "throw": var m sync.Mutex; m.Unlock()
	case "quoting": panic("a dump:\\n" + string(b[:runtime.Stack(b, true)]))
	case "panics":
		for i := 0; i < 3; i++ {
			func() {
				defer func() { recover(); os.Stderr.Write(debug.Stack()); fmt.Fprintln(os.Stderr, "went on") }()
				panic(i)
			}()
		}
		os.Stderr.Write(b[:runtime.Stack(b, true)])
	case "twice":
		n := runtime.Stack(b, true)
		os.Stderr.Write(b[:n])
		fmt.Fprintln(os.Stderr, "\\nonce more")
		os.Stderr.Write(b[:n])
	case "wait": time.Sleep(time.Hour)
	}
}
"""
STATES = {
    "chan send": 50,
    "chan receive": 30,
    "select (no cases)": 2,
    "chan receive (nil chan)": 3,
    "chan send (nil chan)": 4,
    "sync.Cond.Wait": 8,
    "select": 9,
}
"""Those that each Go calls alike."""
LOCKS = {"sync.Mutex.Lock": 5, "sync.RWMutex.RLock": 7}
"""Go 1.21 and later; a wait for a WaitGroup was a semacquire until 1.25."""
STARTED = sum(STATES.values()) + sum(LOCKS.values()) + 6 + 1


@pytest.fixture(scope="module")
def program(go_binary: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("truth")
    (folder / "main.go").write_text(PROGRAM)
    subprocess.run(
        [go_binary, "build", "-o", folder / "program", folder / "main.go"],
        check=True,
        capture_output=True,
        env=go_toolchains.environment(go_binary),
    )
    return folder / "program"


def run(program: Path, mode: str, level: str = "all") -> tuple[int, bytes]:
    """What the program counts, and what it dumps."""
    with subprocess.Popen(
        [program, mode],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "GOTRACEBACK": level, "GOMAXPROCS": "2"},
        preexec_fn=without_core,
    ) as process:
        assert process.stdout
        told = json.loads(process.stdout.readline())
        if mode == "wait":
            process.send_signal(signal.SIGQUIT)
        _, dump = process.communicate()
    return told["goroutines"], dump


def without_core() -> None:
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def of(dump: bytes) -> GoroutineProfile:
    found = read(dump, "dump")
    assert isinstance(found, GoroutineProfile)
    assert not found.cut
    return found


def own_states(found: GoroutineProfile) -> Counter[str]:
    """States of the goroutines that the program started."""
    states: Counter[str] = Counter()
    for group in found.groups:
        if group.creator is not None and group.creator.function == "main.start":
            states[group.state] += group.count
    return states


@pytest.mark.parametrize("mode", ["debug2", "stack", "panic", "nil", "throw", "quoting", "panics", "twice"])
def test_text_holds_what_the_program_counts(program: Path, mode: str):
    count, dump = run(program, mode)
    found = of(dump)
    assert found.total == count == STARTED + 1
    states = own_states(found)
    assert states.total() == STARTED
    assert {state: states[state] for state in (*STATES, *LOCKS)} == {**STATES, **LOCKS}
    assert found.max_wait_minutes == 0
    assert len(found.dumps) == (2 if mode == "twice" else 0)


@pytest.mark.parametrize("mode", ["debug0", "debug1"])
def test_profiles_hold_what_the_program_counts(program: Path, mode: str):
    count, dump = run(program, mode)
    found = of(dump)
    assert found.total == count == STARTED + 1
    senders = [one for one in found.groups if any(frame.function == "main.send" for frame in one.frames)]
    assert [one.count for one in senders] == [50]


@pytest.mark.parametrize("level", ["all", "system", "crash"])
def test_sigquit_shows_each_goroutine_once(program: Path, level: str):
    count, dump = run(program, "wait", level)
    found = of(dump)
    assert found.format == "crash"
    own = [
        one
        for one in found.groups
        if (one.creator is not None and one.creator.function.startswith("main."))
        or any(frame.function == "main.main" for frame in one.frames)
        # The main goroutine may still run on another thread, whose stack is shown under `crash` only.
        or (one.state == "running" and not one.frames)
    ]
    assert sum(one.count for one in own) == count
    states = own_states(found)
    assert {state: states[state] for state in (*STATES, *LOCKS)} == {**STATES, **LOCKS}
    assert found.dumps == ()


@pytest.mark.parametrize("level", ["none", "single"])
def test_less_than_all_is_what_was_asked_for(program: Path, level: str):
    _, dump = run(program, "panic", level)
    if level == "none":
        with pytest.raises(ProfileError, match="holds no goroutine"):
            of(dump)
        return
    found = of(dump)
    assert (found.total, found.states, found.warnings) == (1, {"running": 1}, ())
