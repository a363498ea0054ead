"""What the testdata of held-lock cannot say: the fix, the level, and who else is looked at."""

from attrs import evolve

from leakline.analysis.check import check_file
from leakline.analysis.rules import load_rules

RULES = [rule for rule in load_rules() if rule.id == "held-lock"]
HEAD = 'package p\n\nimport "sync"\n\ntype box struct {\n\tmu sync.Mutex\n\tn  int\n}\n\n'
HELD = "func (b *box) get() int {\n\tb.mu.Lock()\n\tif b.n < 0 {\n\t\treturn 0\n\t}\n\tb.mu.Unlock()\n\treturn b.n\n}\n"


def found(tmp_path, text, name="p.go"):
    (tmp_path / "go.mod").write_text("module example.com/p\n\ngo 1.22\n")
    path = tmp_path / name
    path.write_text(text)
    return check_file(str(path), text.encode(), RULES)


def test_a_deferred_lock_is_mended_by_a_deferred_unlock(tmp_path):
    text = HEAD + "func (b *box) put(n int) {\n\tb.mu.Lock()\n\tdefer b.mu.Lock()\n\tb.n = n\n}\n"
    (finding,) = found(tmp_path, text)
    ((edit,),) = [fix.edits for fix in finding.fixes]
    lines = text.splitlines()
    line, begin, stop = edit.start[0], edit.start[1] - 1, edit.end[1] - 1
    assert edit.end[0] == line
    assert lines[line - 1][:begin] + edit.text + lines[line - 1][stop:] == "\tdefer b.mu.Unlock()"


def test_exit_and_branch_are_related(tmp_path):
    (finding,) = found(tmp_path, HEAD + HELD)
    assert finding.message == "b.mu is still locked at the return on line 13"
    assert [place.line for place in finding.related] == [12, 13]


def mended(text, fix):
    lines = text.splitlines(keepends=True)
    for edit in sorted(fix.edits, key=lambda each: each.start, reverse=True):
        (line, column), (end_line, end_column) = edit.start, edit.end
        after = lines[end_line - 1][end_column - 1 :] if end_line <= len(lines) else ""
        lines[line - 1 : end_line] = [lines[line - 1][: column - 1] + edit.text + after]
    return "".join(lines)


def test_where_nothing_follows_the_unlock_it_is_deferred(tmp_path):
    ((fix,),) = [finding.fixes for finding in found(tmp_path, HEAD + HELD)]
    body = "\tb.mu.Lock()\n\tdefer b.mu.Unlock()\n\tif b.n < 0 {\n\t\treturn 0\n\t}\n\treturn b.n\n}\n"
    assert mended(HEAD + HELD, fix) == HEAD + "func (b *box) get() int {\n" + body
    assert found(tmp_path, mended(HEAD + HELD, fix)) == []


def test_where_more_follows_the_exit_unlocks(tmp_path):
    text = HEAD + HELD.replace("\treturn b.n\n", "\tb.log()\n\treturn 1\n") + "\nfunc (b *box) log() {}\n"
    ((fix,),) = [finding.fixes for finding in found(tmp_path, text)]
    assert mended(text, fix) == text.replace("\t\treturn 0\n", "\t\tb.mu.Unlock()\n\t\treturn 0\n")


def test_a_value_that_is_read_under_the_lock_has_no_fix(tmp_path):
    text = HEAD + HELD.replace("\treturn b.n\n", "\tb.log()\n\treturn 1\n").replace("return 0", "return b.n")
    (finding,) = found(tmp_path, text + "\nfunc (b *box) log() {}\n")
    assert finding.fixes == ()


def test_an_exit_that_is_reached_unlocked_too_has_no_fix(tmp_path):
    body = "\tb.mu.Lock()\n\tif b.n > 0 {\n\t\tb.mu.Unlock()\n\t\tb.log()\n\t}\n\treturn\n}\n"
    text = HEAD + "func (b *box) put() {\n" + body + "\nfunc (b *box) log() {}\n"
    (finding,) = found(tmp_path, text)
    assert finding.fixes == ()


def test_a_second_lock_with_its_own_unlock_is_told_by_double_lock(tmp_path):
    body = "\tb.mu.Lock()\n\tdefer b.mu.Unlock()\n\tb.mu.Lock()\n\tdefer b.mu.Unlock()\n}\n"
    text = HEAD + "func (b *box) put() {\n" + body
    assert found(tmp_path, text) == []
    rules = [rule for rule in load_rules() if rule.id == "double-lock"]
    assert [f.line for f in check_file(str(tmp_path / "p.go"), text.encode(), rules)] == [13]


def test_in_a_test_it_is_information(tmp_path):
    (finding,) = found(tmp_path, HEAD + HELD, "p_test.go")
    assert finding.severity == "information"


def test_another_function_that_only_unlocks_makes_it_a_handover(tmp_path):
    assert found(tmp_path, HEAD + HELD + "\nfunc (b *box) put() { b.mu.Unlock() }\n") == []


def test_the_same_name_in_another_type_makes_no_handover(tmp_path):
    other = "\ntype lid struct{ mu sync.Mutex }\n\nfunc (l *lid) put() { l.mu.Unlock() }\n"
    assert [finding.line for finding in found(tmp_path, HEAD + HELD + other)] == [11]


def test_a_lock_of_unknown_type_is_left_alone(tmp_path):
    text = (HEAD + HELD).replace("mu sync.Mutex", "mu elsewhere.Mutex")
    assert found(tmp_path, text) == []


def test_the_level_comes_from_the_rule(tmp_path):
    text = HEAD + HELD
    (tmp_path / "p.go").write_text(text)
    rules = [evolve(rule, severity="error") for rule in RULES]
    assert [f.severity for f in check_file(str(tmp_path / "p.go"), text.encode(), rules)] == ["error"]
