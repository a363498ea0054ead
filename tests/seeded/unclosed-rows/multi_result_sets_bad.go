package multiresultsets

import (
	"context"
	"database/sql"
	"errors"
)

// Report runs a procedure with two result sets.
func Report(ctx context.Context, db *sql.DB, day string) (lines []string, total int, err error) {
	rows, err := db.QueryContext(ctx, "call report(?)", day) // want "rows"
	if err != nil {
		return nil, 0, err
	}
	for rows.Next() {
		var line string
		if err = rows.Scan(&line); err != nil {
			return
		}
		lines = append(lines, line)
	}
	if !rows.NextResultSet() {
		return lines, 0, errors.New("the total is missing")
	}
	if rows.Next() {
		err = rows.Scan(&total)
	}
	return lines, total, err
}
