"""Go made worse: real files cut, shuffled and broken, and files of shapes that nobody writes."""

import random
import re
from collections.abc import Callable, Iterator
from pathlib import Path

TOKEN = re.compile(rb"\w+|\s+|\"(?:[^\"\\\n]|\\.)*\"|[^\w\s]", re.S)
WORDS = (
    b"func go defer return if else for range switch case default select chan <- := = == != ... ( ) { } [ ] ; , . * & "
    b"var const type struct interface map import package goto break continue fallthrough nil err ctx cancel Close() "
    b"make(chan int) context.WithCancel(ctx) http.Get(u) mu.Lock() wg.Add(1) wg.Done() time.After(d) ` \" ' /* */ // \n"
).split(b" ")
BYTES = [
    b"\x00",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"\r",
    b"\r\n",
    b"\xc3\x28",
    b"\xed\xa0\x80",
    b"\xf0\x9f\x98\x80",
    b"\t" * 50,
]

Mutation = Callable[[random.Random, bytes, bytes], bytes]


def corpus(folders: list[Path], largest: int) -> list[bytes]:
    """The Go files below some folders, in order, none larger than a number of bytes."""
    found = (path for folder in folders for path in sorted(folder.rglob("*.go")))
    return [path.read_bytes() for path in found if path.is_file() and path.stat().st_size <= largest]


def input_of(seed: int, index: int, texts: list[bytes]) -> bytes:
    """The input of a number: the same for the same seed and texts."""
    rng = random.Random(f"{seed}:{index}")
    data, other = rng.choice(texts), rng.choice(texts)
    for _ in range(rng.choice((1, 1, 1, 2, 3, 8))):
        data = rng.choice(MUTATIONS)(rng, data, other)
    return data


def _span(rng: random.Random, data: bytes) -> tuple[int, int]:
    start = rng.randint(0, len(data))
    return start, min(len(data), start + rng.choice((1, 3, 10, 40, 200, 2000)))


def prefix(rng: random.Random, data: bytes, other: bytes) -> bytes:
    return data[: rng.randint(0, len(data))]


def suffix(rng: random.Random, data: bytes, other: bytes) -> bytes:
    return data[rng.randint(0, len(data)) :]


def delete(rng: random.Random, data: bytes, other: bytes) -> bytes:
    start, end = _span(rng, data)
    return data[:start] + data[end:]


def repeat(rng: random.Random, data: bytes, other: bytes) -> bytes:
    start, end = _span(rng, data)
    return data[:end] + data[start:end] * rng.choice((1, 2, 20)) + data[end:]


def swap_tokens(rng: random.Random, data: bytes, other: bytes) -> bytes:
    tokens = TOKEN.findall(data)
    for _ in range(rng.choice((1, 2, 5))):
        if tokens:
            a, b = rng.randrange(len(tokens)), rng.randrange(len(tokens))
            tokens[a], tokens[b] = tokens[b], tokens[a]
    return b"".join(tokens)


def drop_tokens(rng: random.Random, data: bytes, other: bytes) -> bytes:
    rate = rng.choice((0.001, 0.01, 0.1))
    return b"".join(token for token in TOKEN.findall(data) if rng.random() > rate)


def insert_word(rng: random.Random, data: bytes, other: bytes) -> bytes:
    for _ in range(rng.choice((1, 3, 10))):
        at = rng.randint(0, len(data))
        data = data[:at] + b" " + rng.choice(WORDS) + b" " + data[at:]
    return data


def insert_bytes(rng: random.Random, data: bytes, other: bytes) -> bytes:
    for _ in range(rng.choice((1, 3, 10))):
        at = rng.randint(0, len(data))
        given = rng.choice(BYTES) if rng.random() < 0.7 else rng.randbytes(rng.choice((1, 4, 64)))
        data = data[:at] + given + data[at:]
    return data


def braces(rng: random.Random, data: bytes, other: bytes) -> bytes:
    places = [match.start() for match in re.finditer(rb"[(){}\[\]]", data)]
    for at in sorted(rng.sample(places, min(len(places), rng.choice((1, 2, 6)))), reverse=True):
        data = data[:at] + (b"" if rng.random() < 0.5 else data[at : at + 1] * 2) + data[at + 1 :]
    return data


def line_ends(rng: random.Random, data: bytes, other: bytes) -> bytes:
    return data.replace(b"\n", rng.choice((b"\r\n", b"\r", b";", b" ", b"\n\n", b"\x0b\n")))


def mark(rng: random.Random, data: bytes, other: bytes) -> bytes:
    return rng.choice((b"\xef\xbb\xbf", b"\xff\xfe", b"#!/bin/go\n", b"\x00", b"/*", b"`")) + data


def splice(rng: random.Random, data: bytes, other: bytes) -> bytes:
    start, end = _span(rng, other)
    at = rng.randint(0, len(data))
    return data[:at] + other[start:end] + data[at:]


def move_lines(rng: random.Random, data: bytes, other: bytes) -> bytes:
    lines = data.split(b"\n")
    for _ in range(rng.choice((1, 2, 10))):
        lines.insert(rng.randrange(len(lines) + 1), lines.pop(rng.randrange(len(lines))) if lines else b"")
    return b"\n".join(lines)


def nest(rng: random.Random, data: bytes, other: bytes) -> bytes:
    opening, closing = rng.choice(NESTS)
    at, depth = rng.randint(0, len(data)), rng.choice((3, 30, 300, 1500))
    return data[:at] + opening * depth + closing * rng.choice((0, depth - 1, depth)) + data[at:]


NESTS = [
    (b"(", b")"),
    (b"{", b"}"),
    (b"[", b"]"),
    (b"if x { ", b" }"),
    (b"for { ", b" }"),
    (b"func() { ", b" }()"),
    (b"f(", b")"),
    (b"[]", b""),
    (b"*", b""),
    (b"!", b""),
    (b"&T{a: ", b"}"),
    (b"x.", b""),
    (b"a + ", b"b"),
    (b"chan ", b""),
    (b"map[string]", b""),
    (b"switch { case x: ", b" }"),
    (b"select { case <-c: ", b" }"),
    (b"go func() { ", b" }()"),
    (b"} else if x { ", b""),
    (b"func(", b")"),
    (b"struct { a ", b" }"),
    (b"interface { f() ", b" }"),
]

MUTATIONS: list[Mutation] = [
    prefix,
    suffix,
    delete,
    repeat,
    swap_tokens,
    drop_tokens,
    insert_word,
    insert_bytes,
    braces,
    line_ends,
    mark,
    splice,
    move_lines,
    nest,
]

HEAD = b'package a\n\nimport (\n\t"context"\n\t"net/http"\n\t"sync"\n)\n\n'
LEAK = b"func leak(u string) {\n\tresp, err := http.Get(u)\n\tif err != nil {\n\t\treturn\n\t}\n\tprintln(resp.Status)\n}\n"


def shapes(deep: int = 5_000, long: int = 1 << 20, lines: int = 20_000) -> Iterator[tuple[str, bytes]]:
    """Named files of extreme shapes, each with a leak below that is there to be found."""
    start = b"\tmu.Lock()\n\tx := make(chan int)\n\tgo func() { x <- 1 }()\n"
    body = b"func f(c chan int, mu *sync.Mutex, ctx context.Context) {\n" + start + b"\t%s\n}\n"
    for opening, closing in NESTS:
        for shut in (True, False):
            inside = opening * deep + b"y" + (closing * deep if shut else b"")
            yield (
                f"{opening.decode()!r} {deep} deep{'' if shut else ', left open'}",
                HEAD + body % inside + LEAK,
            )
            yield f"{opening.decode()!r} {deep} deep at the top", HEAD + inside + b"\n" + LEAK
    for name, text in {
        "spaces": b" " * long,
        "tabs": b"\t" * long,
        "a string": b'_ = "' + b"a" * long + b'"',
        "a raw string": b"_ = `" + b"a\n" * (long // 2) + b"`",
        "an unclosed comment": b"/* " + b"a " * (long // 2),
        "comment starts": b"/*" * (long // 2),
        "a name": b"a" * long,
        "digits": b"_ = " + b"1" * long,
        "calls": b"f();" * (long // 4),
        "sends": b"c<-1;" * (long // 5),
        "a sum": b"_ = " + b"a+" * (long // 2) + b"a",
        "selectors": b"a." * (long // 2) + b"b()",
        "elements": b"_ = []int{" + b"1," * (long // 2) + b"}",
        "arguments": b"f(" + b"x," * (long // 2) + b")",
        "opening brackets": b"[" * long,
        "semicolons": b";" * long,
        "constants": b"a = b" + b" " * long + b"c",
        "functions in a line": b"} func g() { mu.Lock()" * (long // 22),
        "statements in a line": b"mu.Lock(); mu.Unlock(); " * (long // 24),
        "branches": b"if err != nil { mu.Lock() }; " * (long // 240),
    }.items():
        yield f"a line of {name}", HEAD + body % text + LEAK
        yield f"a line of {name} at the top", HEAD + text + b"\n\n" + LEAK
        yield f"a constant of {name}", HEAD + b"const (\n\ta = " + text + b"\n)\n\n" + LEAK
    yield "many lines", HEAD + body % (b"use(x)\n" * lines) + LEAK
    yield "many branches", HEAD + body % (b"if c == nil {\n\t\treturn\n\t}\n" * (lines // 10)) + LEAK
    yield "many functions", HEAD + b"".join(b"func g%d() { mu.Lock() }\n" % i for i in range(lines)) + LEAK
    yield "many types", HEAD + b"type (\n" + b"\tT struct{ a int }\n" * lines + b")\n" + LEAK
    yield "many imports", b"package a\n\nimport (\n" + b'\t"a/b"\n\t/*\n' * lines + b")\n" + LEAK
    yield "many goroutines", HEAD + body % (b"go func() { x <- 1 }()\n" * (lines // 20)) + LEAK
    yield (
        "many cases",
        HEAD + body % (b"switch {\n" + b"case y:\n\t\tmu.Lock()\n" * (lines // 20) + b"}") + LEAK,
    )
    yield (
        "cgo",
        b'package a\n\n/*\n#include <stdio.h>\nint func f(void) {}\n*/\nimport "C"\n\n'
        + LEAK.replace(b"http", b"C"),
    )
    yield "an assembly stub", HEAD + b"func add(x, y int) int\n\n//go:noescape\nfunc sub(x []byte)\n" + LEAK
    yield "generated", b"// Code generated by x. DO NOT EDIT.\n\n" + HEAD + LEAK
    yield "empty", b""
    yield "no text", bytes(range(256)) * 100
