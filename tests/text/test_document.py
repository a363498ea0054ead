"""A document stays what the editor holds, whatever the edits, line ends and encodings."""

from hypothesis import given
from hypothesis import strategies as st

from leakline.text.document import Change, Document
from leakline.text.positions import byte_column, line_starts, units

TEXTS = st.text(alphabet="ab\n\r\té𝄞\u2028\x0c", max_size=30)


def model_lines(text: str) -> list[str]:
    """Lines as the protocol defines them, ends included."""
    out, line, at = [], "", 0
    while at < len(text):
        line += text[at]
        if text[at] == "\r" and text[at + 1 : at + 2] == "\n":
            at += 1
            line += "\n"
        if text[at] in "\r\n":
            out.append(line)
            line = ""
        at += 1
    return [*out, line]


@given(TEXTS)
def test_lines_end_where_the_protocol_says(text: str):
    starts = [0]
    for line in model_lines(text)[:-1]:
        starts.append(starts[-1] + len(line.encode()))
    assert line_starts(text.encode()) == starts


@given(
    TEXTS,
    st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40), TEXTS), max_size=6),
    st.sampled_from(["utf-8", "utf-16", "utf-32"]),
)
def test_edits_keep_the_document_equal_to_the_text(
    text: str, edits: list[tuple[int, int, str]], encoding: str
):
    document = Document("a.go", text.encode(), 1)
    for a, b, new in edits:
        low, high = sorted((min(a, len(text)), min(b, len(text))))
        # A position inside \r\n cannot be named by an editor.
        while 0 < low < len(text) and text[low - 1 : low + 1] == "\r\n":
            low -= 1
        while 0 < high < len(text) and text[high - 1 : high + 1] == "\r\n":
            high += 1
        start = document.position(len(text[:low].encode()), encoding)
        end = document.position(len(text[:high].encode()), encoding)
        text = text[:low] + new + text[high:]
        document.apply([Change(new, start, end)], encoding, 2)
        assert document.data == text.encode()
        assert document.line_starts == line_starts(document.data)


@given(
    TEXTS.filter(lambda t: "\n" not in t and "\r" not in t), st.sampled_from(["utf-8", "utf-16", "utf-32"])
)
def test_columns_convert_both_ways(text: str, encoding: str):
    line = text.encode()
    for at in range(len(text) + 1):
        offset = len(text[:at].encode())
        assert byte_column(line, units(line[:offset], encoding), encoding) == offset


def test_bytes_that_are_no_utf8_count_one_each():
    line = b"a\xff\xfe" + "é".encode() + b"b"
    assert units(line, "utf-16") == 5
    assert byte_column(line, 3, "utf-16") == 3
    assert byte_column(line, 4, "utf-16") == 5


def test_a_whole_text_replaces_the_old_one():
    document = Document("a.go", b"one\ntwo\n", 1)
    document.apply([Change("three")], "utf-16", 2)
    assert (document.data, document.version, document.line_starts) == (b"three", 2, [0])
