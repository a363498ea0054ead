"""Whose code a frame is."""

import pytest

from leakline.leaks.own import package_of, standard
from leakline.profiles.model import Frame


@pytest.mark.parametrize(
    ("function", "package"),
    [
        ("main.main", "main"),
        ("example.com/m/v2/a.(*T).M.func1", "example.com/m/v2/a"),
        ("example.com/m.(*Q[go.shape.struct { example.com/x/y.Z }]).run", "example.com/m"),
        ("example.com/m.F[example.com/x/y.Z]", "example.com/m"),
        ("example.com/m.(*Q[...]).run", "example.com/m"),
        ("gopkg.in/yaml%2ev3.Unmarshal", "gopkg.in/yaml.v3"),
        ("example.com/my-pkg%2ev1.F", "example.com/my-pkg.v1"),
        ("net/http.(*conn).serve", "net/http"),
        ("panic", ""),
        ("0x46d981", ""),
        ("(frames elided)", ""),
    ],
)
def test_the_package_of_a_function(function, package):
    assert package_of(function) == package


@pytest.mark.parametrize(
    ("function", "is_standard"),
    [
        ("net/http.(*conn).serve", True),
        ("runtime.gopark", True),
        ("vendor/golang.org/x/net/http2/hpack.F", True),
        ("panic", True),
        ("main.main", False),
        ("netshop/cart.F", False),
        ("example.com/net/http.F", False),
        ("golang.org/x/sync/errgroup.(*Group).Go.func1", False),
    ],
)
def test_the_standard_library(function, is_standard):
    assert standard(Frame(function)) is is_standard
