"""The generated table of the standard library."""

import json
import subprocess
from pathlib import Path

from leakline.golang import std, stdgen


def test_the_table_knows_what_rules_ask():
    net_http = std.packages()["net/http"]
    assert net_http["funcs"]["Get"] == "func(string)(*net/http.Response,error)"
    assert net_http["types"]["Client"]["methods"]["Do"] == "func(*net/http.Request)(*net/http.Response,error)"
    assert net_http["vars"]["DefaultClient"] == "*net/http.Client"
    assert std.packages()["context"]["funcs"]["WithCancel"].endswith("(context.Context,context.CancelFunc)")
    assert std.is_std("net/http")
    assert not std.is_std("example.com/net/http")


def test_the_table_is_what_its_generator_writes(go_binary: Path):
    table = json.loads(stdgen.TABLE.read_text())
    told = subprocess.run(
        [go_binary, "env", "GOROOT", "GOVERSION"], capture_output=True, text=True, check=True
    )
    root, version = told.stdout.split()
    generated = stdgen.generate(Path(root))
    if version == table["go"]:
        assert generated == table
    else:  # another Go release: what the rules ask for has to be there all the same
        for path in ("net/http", "context", "sync", "database/sql", "time", "os"):
            assert (
                set(generated["packages"][path]["funcs"]) & set(table["packages"][path].get("funcs", {}))
                or path == "sync"
            )


def test_popular_libraries_are_known_without_their_source():
    tracer = std.packages()["go.opentelemetry.io/otel"]["funcs"]["Tracer"]
    assert tracer.endswith("(go.opentelemetry.io/otel/trace.Tracer)")
    assert not std.is_std("go.opentelemetry.io/otel")
