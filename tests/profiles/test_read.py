"""What a file is, its bytes decide; what is none is told in one sentence."""

import gzip
import io
import random
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leakline.profiles.flame import flame
from leakline.profiles.model import GoroutineProfile, ProfileError
from leakline.profiles.read import read, read_path, read_stream

DUMP = b"goroutine 1 [select]:\nmain.main()\n\t/src/main.go:4 +0x2\n"
COUNTS = b"goroutine profile: total 1\n1 @ 0x1\n#\t0x1\tmain.main+0x1\t/src/main.go:4\n"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "is empty"),
        (b" \n\n", "is empty"),
        (b"<!DOCTYPE html><html><title>Sign in</title>", "HTML page .its title is 'Sign in'."),
        (b"\n\n <html><body>x", "HTML page"),
        (b"\x7fELF\x02\x01", "an executable"),
        (b"PK\x03\x04zip", "a zip archive"),
        (b"\x28\xb5\x2f\xfd\x04\x00packed", "packed with zstd"),
        (b"go 1.22 trace\x00\x00\x00", "an execution trace"),
        (b"heap profile: 1: 2 [3: 4] @ heap/1048576\n", "legacy text profile"),
        (b"\0" * 8 + b"\3" + b"\0" * 15 + b"\x10\x27" + b"\0" * 14, "CPU profile in the binary form"),
        (b"--- growthz 1\n", "legacy text profile"),
        (b"just words\n", "holds no goroutine"),
        (bytes(range(256)) * 20, "cannot be decoded"),
        (gzip.compress(b""), "is empty"),
        (gzip.compress(b"<html>"), "HTML page"),
    ],
)
def test_what_is_no_profile(data: bytes, words: str):
    with pytest.raises(ProfileError, match=words) as caught:
        read(data, "thing.pb.gz")
    text = str(caught.value)
    assert text.startswith("thing.pb.gz ")
    assert "\n" not in text


def test_names_lie():
    assert read(DUMP, "goroutine.pb.gz").format == "text-debug2"
    assert read(COUNTS, "heap.pprof").format == "text-debug1"
    assert read(gzip.compress(DUMP), "x.txt").format == "text-debug2"
    assert read(b"\xef\xbb\xbf" + DUMP, "bom.txt").format == "text-debug2"


def test_a_dump_with_some_binary_bytes_is_still_read():
    profile = read(b"\x00\x01\x02 noise\n" + DUMP, "console.log")
    assert isinstance(profile, GoroutineProfile)
    assert profile.total == 1


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be"])
def test_text_as_powershell_writes_it(encoding: str):
    text = (("\ufeff" if encoding == "utf-16-be" else "") + DUMP.decode()).replace("\n", "\r\n")
    assert read(text.encode(encoding), "dump.txt") == read(DUMP, "dump.txt")


def test_gzip_members_in_a_row_are_one():
    profile = read(gzip.compress(DUMP + b"\n") + gzip.compress(DUMP.replace(b"ine 1", b"ine 2")), "two.gz")
    assert isinstance(profile, GoroutineProfile)
    assert profile.total == 2


def test_a_cut_gzip_of_text_keeps_what_can_be_read():
    random.seed(1)
    many = b"\n".join(
        b"goroutine %d [select]:\nmain.f(0x%x)\n\t/src/main.go:4 +0x2\ncreated by main.g\n\t/src/main.go:1 +0x3\n"
        % (at, random.getrandbits(60))
        for at in range(5000)
    )
    packed = gzip.compress(many)
    profile = read(packed[: len(packed) // 2], "cut.gz")
    assert isinstance(profile, GoroutineProfile)
    assert 1000 < profile.total < 5000
    assert profile.cut
    assert any("gzip" in warning for warning in profile.warnings)


def test_a_gzip_bomb_is_not_unpacked():
    packer = zlib.compressobj(9, zlib.DEFLATED, zlib.MAX_WBITS | 16)
    bomb = b"".join(packer.compress(b"\0" * (1 << 20)) for _ in range(64)) + packer.flush()
    assert len(bomb) < 100_000
    with pytest.raises(ProfileError, match="unpacks to more than 1,000,000 bytes"):
        read_stream(io.BytesIO(bomb), "bomb.gz", limit=1_000_000)


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(ProfileError, match="cannot be read: No such file"):
        read_path(tmp_path / "nothing.pb.gz")
    with pytest.raises(ProfileError, match="cannot be read: Is a directory"):
        read_path(tmp_path)


def survives(data: bytes) -> None:
    """Reads it, or is told in one sentence that it cannot be read; nothing else may happen."""
    try:
        profile = read(data, "fuzz")
    except ProfileError as error:
        assert str(error)
        return
    flame(profile)
    if isinstance(profile, GoroutineProfile):
        assert (
            profile.total == sum(group.count for group in profile.groups) > 0
            or profile.format != "text-debug2"
        )


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=2000))
def test_any_bytes(data: bytes):
    survives(data)


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=500))
def test_any_text_around_a_header(text: str):
    survives(text.encode("utf-8", "surrogatepass") + b"goroutine 1 [" + text.encode("utf-8", "surrogatepass"))


def seeds(testdata_profiles) -> list[bytes]:
    names = (
        "goroutine-debug0.pb.gz",
        "goroutine-debug1.txt",
        "goroutine-debug2.txt",
        "heap.pb.gz",
        "crash/panic.txt",
    )
    return [(testdata_profiles / "go1.27" / name).read_bytes() for name in names]


@settings(max_examples=400, deadline=None)
@given(st.randoms(use_true_random=False), st.integers(0, 4), st.integers(1, 6))
def test_recordings_with_damage(testdata_seeds: list[bytes], chance: random.Random, which: int, times: int):
    data = bytearray(testdata_seeds[which])
    for _ in range(times):
        at = chance.randrange(len(data))
        kind = chance.randrange(4)
        if kind == 0:
            data[at] = chance.randrange(256)
        elif kind == 1:
            del data[at : at + chance.randrange(1, 200)]
        elif kind == 2:
            data[at:at] = data[: chance.randrange(1, 300)]
        else:
            data[at:at] = chance.choice(
                [b"\n\ngoroutine 5 [", b"\r", b"\x00", b"(0x", b"\xff" * 9, b" in goroutine "]
            )
        if not data:
            return
    survives(bytes(data))


@pytest.fixture(scope="module")
def testdata_seeds(testdata) -> list[bytes]:
    """Recordings to damage; protos unpacked, so that the damage reaches their inside."""
    return [
        gzip.decompress(one) if one.startswith(b"\x1f\x8b") else one for one in seeds(testdata / "profiles")
    ]


@pytest.mark.parametrize(
    "line",
    [
        b"(0",
        b"(",
        b"goroutine 1 [",
        b"goroutine 1 [a] {k: v, ",
        b"\t",
        b" ",
        b":1",
        b"(0)x",
        b"\\n",
        b"a: ",
        b'{"',
        b"#\t0x1\t",
    ],
)
def test_no_line_takes_squared_time(line: bytes):
    # Were one of the patterns squared in the length of a line, this would take hours.
    long = line * (1_000_000 // len(line))
    dump = b"goroutine 1 [select]:\nmain.main()\n\t/src/main.go:4 +0x2\n"
    profile = read(b"goroutine 5 [sleep]:\n" + long + b"\n\n" + dump + b"\n" + dump + long, "long")
    assert isinstance(profile, GoroutineProfile)
    assert profile.total >= 1
    counts = read(
        b"goroutine profile: total 1\n1 @ 0x1\n" + long + b"\n#\t0x1\tmain.f+0x1\t/m.go:1\n" + long, "long"
    )
    assert counts.format == "text-debug1"
