package querierinterface

import (
	"context"
	"database/sql"
)

type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
}

type Tags struct{ q querier }

func collect(rows *sql.Rows) ([]string, error) {
	var names []string
	for rows.Next() {
		var n string
		if err := rows.Scan(&n); err != nil {
			return nil, err
		}
		names = append(names, n)
	}
	return names, rows.Err()
}

func (t *Tags) Of(ctx context.Context, item int) ([]string, error) {
	rows, err := t.q.QueryContext(ctx, "select name from tags where item=$1", item) // want "rows"
	if err != nil {
		return nil, err
	}
	return collect(rows)
}
