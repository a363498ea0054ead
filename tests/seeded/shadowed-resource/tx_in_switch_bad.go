package txinswitch

import (
	"context"
	"database/sql"
	"errors"
)

type Writer struct {
	db  *sql.DB
	ctx context.Context
}

func (w *Writer) Write(kind string, vals []string) error {
	var tx *sql.Tx
	var err error
	switch kind {
	case "serial":
		tx, err := w.db.BeginTx(w.ctx, &sql.TxOptions{Isolation: sql.LevelSerializable}) // want "tx"
		if err != nil {
			return err
		}
		if _, err := tx.Exec("set local lock_timeout = 1000"); err != nil {
			tx.Rollback()
			return err
		}
	default:
		tx, err = w.db.BeginTx(w.ctx, nil)
	}
	if err != nil {
		return err
	}
	if tx == nil {
		return errors.New("no transaction")
	}
	defer tx.Rollback()
	for _, v := range vals {
		if _, err := tx.Exec("insert into vals values ($1)", v); err != nil {
			return err
		}
	}
	return tx.Commit()
}
