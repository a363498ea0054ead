"""`leakline demo`, run as a user runs it."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import urllib.parse
from pathlib import Path

import pytest

pytestmark = pytest.mark.go

CHECKOUT = Path(__file__).parents[2]
RULES = {
    "internal/supplier/supplier.go:39": "unclosed-body",
    "internal/notify/mailer.go:57": "waitgroup-mismatch",
    "internal/orders/pack.go:20": "loop-capture",
    "internal/orders/reserve.go:18": "lost-cancel",
    "internal/pricing/quote.go:17": "blocked-send",
}
"""Of the leaking lines those that the card's rules predict."""


def start(output: Path) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "leakline", "demo", "--output", str(output)]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    return subprocess.Popen(
        command, cwd=CHECKOUT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def test_the_story_is_told_to_its_end(tmp_path: Path) -> None:
    page = tmp_path / "report.html"
    process = start(page)
    out, err = process.communicate(timeout=300)
    assert (process.returncode, err) == (0, "")
    rows = {words[0]: line for line in out.splitlines() if (words := line.split()) and ".go:" in words[0]}
    for place, rule in RULES.items():
        line = next(one for one in out.splitlines() if place in one and "observed" in one)
        assert re.search(rf"predicted: [a-z, -]*{rule}\b.*observed: 36 in .*\bconfirmed$", line), line
    assert len(rows) == 8
    assert out.count("36 -> 0") == 7
    assert out.count("35 -> 0") == 1
    assert "all 8 leaks are gone" in out
    assert str(page) in out
    text = page.read_text("utf-8")
    assert "Leaks in the leak lab" in text
    data = re.search(r'<script type="application/json" id="report-data">(.*?)</script>', text)
    assert data is not None
    assert json.loads(data[1])["flame"]["total"] > 300
    assert not answers(out)


def answers(out: str) -> bool:
    """Whether the shop that the demo named still listens."""
    found = re.search(r"running on loopback: (http://\S+?),", out)
    assert found is not None
    address = urllib.parse.urlsplit(found[1])
    with socket.socket() as probe:
        return probe.connect_ex((str(address.hostname), int(address.port or 0))) == 0


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_an_interrupted_demo_stops_what_it_started(tmp_path: Path, number: signal.Signals, code: int) -> None:
    process = start(tmp_path / "report.html")
    assert process.stdout is not None
    told = ""
    while "running on loopback" not in told:
        line = process.stdout.readline()
        assert line, "the demo ended too early"
        told += line
    process.send_signal(number)
    rest, err = process.communicate(timeout=60)
    assert process.returncode == code, err
    assert "Traceback" not in err
    assert not answers(told + rest)


def test_without_a_checkout_it_says_what_to_do(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "leakline", "demo", "--checkout", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1
    assert "there is no leak lab in" in done.stderr
    assert "make demo" in done.stderr
