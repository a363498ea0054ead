package txwithoutrollback

import (
	"context"
	"database/sql"
	"errors"
)

type Ledger struct{ db *sql.DB }

var ErrFunds = errors.New("insufficient funds")

func (l *Ledger) Move(ctx context.Context, from, to int64, amount int) error {
	tx, err := l.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	var have int
	if err := tx.QueryRowContext(ctx, "select amount from accounts where id=$1", from).Scan(&have); err != nil {
		return err
	}
	if have < amount {
		return ErrFunds
	}
	if _, err := tx.ExecContext(ctx, "update accounts set amount=amount-$1 where id=$2", amount, from); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, "update accounts set amount=amount+$1 where id=$2", amount, to); err != nil {
		return err
	}
	return tx.Commit()
}
