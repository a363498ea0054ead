"""What is wrong in a TOML file is told with its place."""

from pathlib import Path

import pytest

from leakline.analysis.rules import load_rule
from leakline.analysis.tomlfile import TomlError, parse, place, read

HEAD = 'id = "r"\ntitle = "T"\nseverity = "warning"\nengine = "obligations"\nsummary = "S."\n'


@pytest.mark.parametrize(
    ("keys", "where"),
    [
        (("a",), (1, 1)),
        (("t", "b"), (3, 3)),
        (("t", "c"), (6, 1)),
        (("rows", 0, "x"), (8, 1)),
        (("rows", 1, "x"), (10, 1)),
        (("rows", 1, "deep", "y"), (12, 1)),
        (("rows", 1, "missing"), (9, 1)),
        (("z", "q.r"), (14, 1)),
        (("nothing",), (1, 1)),
    ],
)
def test_a_key_is_found_where_it_is_written(keys, where):
    text = (
        'a = 1\n[t]\n  b = """\nx = 1\n"""\nc = 2\n[[rows]]\nx = 1\n[[rows]]\nx = 2\n[rows.deep]\ny = 1\n'
        '[z]\n"q.r" = 1\n'
    )
    assert place(text, keys) == where


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"a = \n", "f.toml:1:5: is no valid TOML: Invalid value"),
        (b"a = 1\nb\n", "f.toml:2:2: is no valid TOML: Expected '=' after a key in a key/value pair"),
        (b"a = 1\nb = '\xff'\n", "f.toml:2:6: is not UTF-8; save it as UTF-8"),
        (b"a = " + b"[" * 100_000, "f.toml: nests too deeply"),
    ],
)
def test_what_is_no_toml_is_told_with_line_and_column(data, said):
    with pytest.raises(TomlError) as raised:
        parse("f.toml", data)
    assert str(raised.value) == said


def test_a_byte_order_mark_is_no_error():
    assert parse("f.toml", b"\xef\xbb\xbfa = 1\n").table == {"a": 1}


def test_what_is_no_file_or_too_large_is_refused(tmp_path):
    (tmp_path / "large.toml").write_text("#" * (1 << 20) + "\n")
    with pytest.raises(TomlError, match=r"^large.toml: is larger than 1 MiB"):
        read(tmp_path / "large.toml", "large.toml")
    with pytest.raises(TomlError, match="is no regular file"):
        read(tmp_path)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (HEAD + '[release]\nmetod = "Close"\n', ":7:1: [release] has no key metod; did you mean method?"),
        (HEAD + "acquire = 3\n", ":6:1: acquire must be a list of tables"),
        (HEAD + "[[acquire]]\nresult = 1\n", ':6:1: [[acquire]] needs a line call = "…"'),
        (HEAD + '[[acquire]]\ncall = "a.B"\nerror = -1\n', ":8:1: error must be a whole number from 0 on"),
        (HEAD + "colour = 1\n", ":6:1: the file has no key colour; there are id, title"),
        (HEAD.replace('"warning"', '"bad"'), ":3:1: severity must be one of error, warning, information"),
        (HEAD.replace('"r"', '"s"'), ":1:1: the id is s, but the folder's name is r; they must be equal"),
        (HEAD.replace('"r"', '"R r"'), ":1:1: the id must be lower case words with hyphens"),
        (HEAD.replace("title", "#"), ':1:1: the file needs a line title = "…"'),
        (HEAD + '[fix]\ntitle = "{nme}"\ninsert = "x"\n', ":7:1: title may hold {name}"),
    ],
)
def test_a_wrong_rule_is_told_with_its_place(tmp_path: Path, text: str, said: str):
    (tmp_path / "r").mkdir()
    (tmp_path / "r" / "rule.toml").write_text(text)
    with pytest.raises(TomlError) as raised:
        load_rule(tmp_path / "r", "r/rule.toml")
    assert str(raised.value).startswith("r/rule.toml" + said)
