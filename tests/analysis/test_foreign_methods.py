"""Methods of types whose package is out of reach are known by name: a rule's table may tell what they give."""

from pathlib import Path

from leakline.analysis.check import check_file
from leakline.analysis.rules import load_rules

HEAD = "module example.com/m\n\ngo 1.22\n"
CODE = """package m

import (
	"context"

	"github.com/jackc/pgx/v5"
	"github.com/jmoiron/sqlx"
)

func named(db *sqlx.DB) error {
	rows, err := db.Queryx("SELECT 1")
	if err != nil {
		return err
	}
	if rows.Next() {
		return nil
	}
	return rows.Err()
}

func within(ctx context.Context, tx pgx.Tx) error {
	inner, err := tx.Begin(ctx)
	if err != nil {
		return err
	}
	if _, err := inner.Exec(ctx, "DELETE FROM users"); err != nil {
		return err
	}
	return inner.Commit(ctx)
}

func collected(ctx context.Context, conn *pgx.Conn) ([]string, error) {
	rows, err := conn.Query(ctx, "SELECT name FROM users")
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[string])
}
"""


def test_methods_of_types_out_of_reach(tmp_path: Path):
    (tmp_path / "go.mod").write_text(HEAD)
    path = tmp_path / "m.go"
    path.write_text(CODE)
    rules = [rule for rule in load_rules() if rule.id == "unclosed-rows"]
    found = check_file(str(path), CODE.encode(), rules)
    assert [(f.line, f.message) for f in found] == [
        (11, "rows from db.Queryx is not closed before the return on line 16"),
        (22, "inner from tx.Begin is not committed or rolled back before the return on line 27"),
    ]
