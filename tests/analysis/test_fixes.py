"""Where the release goes that a fix inserts, and where none is offered."""

from pathlib import Path

import pytest

from leakline.analysis.applying import apply
from leakline.analysis.check import check_file
from leakline.analysis.rules import load_rules

RULES = [rule for rule in load_rules() if rule.id in ("unclosed-body", "lost-cancel")]
HEAD = 'package t\n\nimport (\n\t"context"\n\t"errors"\n\t"io"\n\t"net/http"\n)\n\n'


def mended(tmp_path: Path, body: str) -> tuple[str, list[str]]:
    """The text with `+` lines as the fixes put them, and why fixes were left out."""
    plain = "".join(line for line in body.splitlines(keepends=True) if not line.lstrip().startswith("+"))
    path = str(tmp_path / "a.go")
    text = (HEAD + plain).encode()

    def check(_path, texts):
        return check_file(path, texts[path], RULES)

    done = apply(check_file(path, text, RULES), lambda each: text if each == path else None, check)
    return done.texts.get(path, text).decode().removeprefix(HEAD), [why for _, why in done.refused]


@pytest.mark.parametrize(
    "body",
    [
        """func direct(u string, b bool) error {
	resp, err := http.Get(u)
	if err != nil {
		return err
	} // checked
+	defer resp.Body.Close()
	if b {
		return nil
	}
	return resp.Body.Close()
}
""",
        """func below(u string, b bool) error {
	resp, err := http.Get(u)
	println("asked")
	n := len(u)

	// The error comes late.
	if err != nil {
		return err
	}
+	defer resp.Body.Close()
	if b && n > 1 {
		return nil
	}
	return resp.Body.Close()
}
""",
        """func loop(us []string) error {
	for _, u := range us {
		resp, err := http.Get(u)
		if err != nil {
			continue
		}
		if resp.StatusCode == 404 {
+			resp.Body.Close()
			return errors.New("not found: " + u)
		}
		if resp.StatusCode == 200 {
			_, err := io.ReadAll(resp.Body)
+			resp.Body.Close()
			return err
		}
		resp.Body.Close()
	}
	return nil
}
""",
        """func cause(ctx context.Context, b bool) {
	ctx, stop := context.WithCancelCause(ctx)
+	defer stop(nil)
	if b {
		return
	}
	<-ctx.Done()
	stop(io.EOF)
}
""",
    ],
)
def test_where_the_release_goes(tmp_path: Path, body: str) -> None:
    found, refused = mended(tmp_path, body)
    assert found == body.replace("\n+", "\n")
    assert refused == []


@pytest.mark.parametrize(
    "body",
    [
        # There may be no response behind the check.
        """func logs(u string, b bool) error {
	resp, err := http.Get(u)
	if err != nil {
		println(err.Error())
	}
	if b {
		return nil
	}
	return resp.Body.Close()
}
""",
        # Another error is checked.
        """func other(u string, prior error) error {
	resp, err := http.Get(u)
	if prior != nil {
		return prior
	}
	if err != nil {
		return err
	}
	return resp.Body.Close()
}
""",
        # The response is used before the check.
        """func early(u string, b bool) error {
	resp, err := http.Get(u)
	println(resp.Status)
	if err != nil {
		return err
	}
	if b {
		return nil
	}
	return resp.Body.Close()
}
""",
        # What is returned still reads from it.
        """func reads(us []string) ([]byte, error) {
	for _, u := range us {
		resp, err := http.Get(u)
		if err != nil {
			return nil, err
		}
		if resp.StatusCode == 200 {
			r := io.LimitReader(resp.Body, 10)
			return io.ReadAll(r)
		}
		resp.Body.Close()
	}
	return nil, nil
}
""",
        # The condition of the return covers the error too.
        """func both(us []string) error {
	for _, u := range us {
		resp, err := http.Get(u)
		if err != nil || resp.StatusCode > 300 {
			return err
		}
		resp.Body.Close()
	}
	return nil
}
""",
    ],
)
def test_where_none_is_offered(tmp_path: Path, body: str) -> None:
    path = str(tmp_path / "a.go")
    found = check_file(path, (HEAD + body).encode(), RULES)
    assert len(found) == 1
    assert [fix for fix in found[0].fixes if fix.safe] == []
