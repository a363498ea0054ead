package rows

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log"
)

var errTooMany = errors.New("too many")

func never(db *sql.DB) (int, error) {
	rows, err := db.Query("SELECT 1") // want "rows from db.Query is not closed before the return on line 23"
	if err != nil {
		return 0, err
	}
	if !rows.Next() {
		return 0, rows.Err()
	}
	var n int
	err = rows.Scan(&n)
	return n, err
}

func earlyExit(ctx context.Context, db *sql.DB) ([]string, error) {
	rows, err := db.QueryContext(ctx, "SELECT name FROM users") // want "rows from db.QueryContext is not closed before the return on line 35"
	if err != nil {
		return nil, err
	}
	var names []string
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return nil, err
		}
		names = append(names, name)
	}
	return names, rows.Err()
}

func leavesTheLoop(db *sql.DB, wanted string) (bool, error) {
	rows, err := db.Query("SELECT name FROM users") // want "rows from db.Query is not closed before the return on line 59"
	if err != nil {
		return false, err
	}
	found := false
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			rows.Close()
			return false, err
		}
		if name == wanted {
			found = true
			break
		}
	}
	return found, rows.Err()
}

func discarded(db *sql.DB) error {
	_, err := db.Query("UPDATE users SET seen = now()") // want "the result of db.Query is discarded, so it is never closed"
	return err
}

func eachUser(db *sql.DB, ids []int) error {
	for _, id := range ids {
		rows, err := db.Query("SELECT name FROM users WHERE id = ?", id) // want "rows from db.Query is not closed before the loop acquires the next one"
		if err != nil {
			return err
		}
		if rows.Next() {
			fmt.Println(id)
		}
	}
	return nil
}

func prepared(db *sql.DB, ids []int) error {
	stmt, err := db.Prepare("DELETE FROM users WHERE id = ?") // want "stmt from db.Prepare is not closed before the return on line 87"
	if err != nil {
		return err
	}
	for _, id := range ids {
		if _, err := stmt.Exec(id); err != nil {
			return err
		}
	}
	return stmt.Close()
}

func pinned(ctx context.Context, db *sql.DB) error {
	conn, err := db.Conn(ctx) // want "conn from db.Conn is not closed before the return on line 99"
	if err != nil {
		return err
	}
	if err := conn.PingContext(ctx); err != nil {
		return err
	}
	return conn.Close()
}

func transfer(db *sql.DB, from, to, amount int) error {
	tx, err := db.Begin() // want "tx from db.Begin is not committed or rolled back before the return on line 110"
	if err != nil {
		return err
	}
	if _, err := tx.Exec("UPDATE accounts SET sum = sum - ? WHERE id = ?", amount, from); err != nil {
		return err
	}
	if _, err := tx.Exec("UPDATE accounts SET sum = sum + ? WHERE id = ?", amount, to); err != nil {
		tx.Rollback()
		return err
	}
	return tx.Commit()
}

func inTransaction(ctx context.Context, db *sql.DB, work func(*sql.Tx) error) error {
	tx, err := db.BeginTx(ctx, nil) // want "tx from db.BeginTx is not committed or rolled back before the return on line 125"
	if err != nil {
		return err
	}
	if err := work(tx); err != nil {
		return err
	}
	return tx.Commit()
}

func shadowed(db *sql.DB) (err error) {
	tx, err := db.Begin() // want "tx from db.Begin is not committed or rolled back before the return on line 142"
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			tx.Rollback()
		}
	}()
	if _, err := tx.Exec("DELETE FROM users"); err != nil {
		log.Print(err)
		return nil
	}
	return tx.Commit()
}

func dryRun(db *sql.DB, dry bool) error {
	tx, err := db.Begin() // want "tx from db.Begin is not committed or rolled back before the return on line 156"
	if err != nil {
		return err
	}
	if _, err := tx.Exec("DELETE FROM users"); err != nil {
		return errors.Join(err, tx.Rollback())
	}
	if dry {
		return nil
	}
	return tx.Commit()
}

func query(db *sql.DB, table string) (*sql.Rows, error) {
	return db.Query("SELECT * FROM " + table)
}

func throughHelper(db *sql.DB) (int, error) {
	rows, err := query(db, "users") // want "rows from query is not closed before the return on line 173"
	if err != nil {
		return 0, err
	}
	n := 0
	for rows.Next() {
		if n++; n > 1000 {
			return n, errTooMany
		}
	}
	return n, nil
}
