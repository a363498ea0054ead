package txstmtrowschain

import (
	"context"
	"database/sql"
)

type Ranker struct{ db *sql.DB }

// Top returns the best ids; the end of the transaction closes its statement and rows.
func (r *Ranker) Top(ctx context.Context, n int) (ids []int, err error) {
	tx, err := r.db.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return nil, err
	}
	defer tx.Rollback()
	st, err := tx.PrepareContext(ctx, "select id from scores order by score desc limit $1")
	if err != nil {
		return nil, err
	}
	rows, err := st.QueryContext(ctx, n)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var id int
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		ids = append(ids, id)
	}
	return ids, rows.Err()
}
