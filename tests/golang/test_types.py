"""Types as canonical texts."""

import pytest

from leakline.golang.types import canonical, element, split_signature, squeeze, struct_embedded, struct_field

NAMES = {"http.Response": "net/http.Response", "Shop": "example.com/m.Shop", "sync.Mutex": "sync.Mutex"}


def of(text: str) -> str:
    return canonical(text, lambda name: NAMES.get(name, ""))


@pytest.mark.parametrize(
    ("text", "canon"),
    [
        ("int", "int"),
        ("*http.Response", "*net/http.Response"),
        ("[]*Shop", "[]*example.com/m.Shop"),
        ("[4]Shop", "[]example.com/m.Shop"),
        ("map[string]*Shop", "map[]*example.com/m.Shop"),
        ("map[struct{ a int }]Shop", "map[]example.com/m.Shop"),
        ("chan  Shop", "chan example.com/m.Shop"),
        ("<-chan *Shop", "chan *example.com/m.Shop"),
        ("chan<- Shop", "chan example.com/m.Shop"),
        ("chan (<-chan int)", "chan chan int"),
        ("...Shop", "...example.com/m.Shop"),
        ("Shop[int, string]", "example.com/m.Shop"),
        ("(Shop)", "example.com/m.Shop"),
        ("T", ""),
        ("*T", ""),
        ("func()", "func()()"),
        ("func(int) error", "func(int)(error)"),
        (
            "func(a, b Shop, c ...int) (*http.Response, error)",
            "func(example.com/m.Shop,example.com/m.Shop,...int)(*net/http.Response,error)",
        ),
        (
            "func(f func(x int) error) (s *Shop, err error)",
            "func(func(int)(error))(*example.com/m.Shop,error)",
        ),
        ("func(T) U", "func(?)(?)"),
    ],
)
def test_canonical_forms(text: str, canon: str):
    assert of(text) == canon


def test_struct_literals_keep_their_fields():
    text = of('struct {\n\tsync.Mutex\n\ta, b int // two\n\tshop *Shop `json:"shop"`\n}')
    assert struct_field(text, "b") == "int"
    assert struct_field(text, "shop") == "*example.com/m.Shop"
    assert struct_field(text, "c") == ""
    assert struct_embedded(text) == ["sync.Mutex"]


def test_interface_literals_keep_their_methods():
    text = of("interface {\n\tDo(int) (*http.Response, error)\n}")
    signature = split_signature(struct_field(text, "Do"))
    assert signature is not None
    assert signature.results == ("*net/http.Response", "error")


def test_elements():
    assert element("[]*a.B") == "*a.B"
    assert element("map[]a.B") == "a.B"
    assert element("chan a.B") == "a.B"
    assert element("a.B") == ""


def test_squeezing_keeps_the_spaces_that_part_words():
    assert squeeze(" map[ string ]  chan   int ") == "map[string]chan int"
    assert squeeze("func( a  int )  error") == "func(a int)error"
