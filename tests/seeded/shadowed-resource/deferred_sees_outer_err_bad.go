package deferredseesoutererr

import (
	"context"
	"database/sql"
	"log"
)

type Repo struct{ db *sql.DB }

// Replace swaps all values in one transaction.
func (r *Repo) Replace(ctx context.Context, vals []string) (err error) {
	tx, err := r.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			tx.Rollback()
		} else {
			err = tx.Commit()
		}
	}()
	if _, err = tx.ExecContext(ctx, "delete from vals"); err != nil {
		return err
	}
	for _, v := range vals {
		if _, err := tx.ExecContext(ctx, "insert into vals values ($1)", v); err != nil { // want "err"
			log.Printf("insert %q: %v", v, err)
			break
		}
	}
	return
}
