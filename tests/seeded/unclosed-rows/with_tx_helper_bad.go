package withtxhelper

import (
	"context"
	"database/sql"
	"fmt"
)

type Txer struct {
	db *sql.DB
}

// InTx runs fn in a transaction.
func (t *Txer) InTx(ctx context.Context, fn func(*sql.Tx) error) error {
	tx, err := t.db.BeginTx(ctx, &sql.TxOptions{ReadOnly: false}) // want "tx"
	if err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	if err := fn(tx); err != nil {
		return fmt.Errorf("in tx: %w", err)
	}
	return tx.Commit()
}

func (t *Txer) Rename(ctx context.Context, id int, name string) error {
	return t.InTx(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, "update items set name=? where id=?", name, id)
		return err
	})
}
