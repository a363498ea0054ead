package unitofwork

import "database/sql"

type Unit struct {
	tx   *sql.Tx
	done bool
}

func Begin(db *sql.DB) (*Unit, error) {
	tx, err := db.Begin()
	if err != nil {
		return nil, err
	}
	return &Unit{tx: tx}, nil
}

func (u *Unit) Exec(q string, args ...any) error {
	_, err := u.tx.Exec(q, args...)
	return err
}

func (u *Unit) Commit() error {
	u.done = true
	return u.tx.Commit()
}

func (u *Unit) Close() {
	if !u.done {
		u.tx.Rollback()
	}
}

func Archive(db *sql.DB, ids []int) error {
	u, err := Begin(db) // want "u"
	if err != nil {
		return err
	}
	for _, id := range ids {
		if err := u.Exec("insert into archive select * from live where id=?", id); err != nil {
			return err
		}
		if err := u.Exec("delete from live where id=?", id); err != nil {
			return err
		}
	}
	return u.Commit()
}
