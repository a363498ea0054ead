package retrytransaction

import (
	"context"
	"database/sql"
	"errors"
)

var errConflict = errors.New("conflict")

// Retry runs fn in transactions until one commits.
func Retry(ctx context.Context, db *sql.DB, fn func(*sql.Tx) error) error {
	for try := 0; try < 5; try++ {
		tx, err := db.BeginTx(ctx, nil) // want "tx"
		if err != nil {
			return err
		}
		err = fn(tx)
		if err == nil {
			if err = tx.Commit(); err == nil {
				return nil
			}
		} else if errors.Is(err, errConflict) {
			continue
		} else {
			tx.Rollback()
		}
		if !errors.Is(err, errConflict) {
			return err
		}
	}
	return errConflict
}
