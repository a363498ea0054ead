package existscheck

import (
	"context"
	"database/sql"
	"fmt"
)

type Guard struct{ db *sql.DB }

// Exists reports whether the table has a row with this key.
func (g *Guard) Exists(ctx context.Context, table, key string) (bool, error) {
	rows, err := g.db.QueryContext(ctx, fmt.Sprintf("select 1 from %s where k=$1", table), key) // want "rows"
	if err != nil {
		return false, err
	}
	return rows.Next(), rows.Err()
}
