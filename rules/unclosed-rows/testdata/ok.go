package rows

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log"
)

func deferred(db *sql.DB) ([]string, error) {
	rows, err := db.Query("SELECT name FROM users") // ok
	if err != nil {
		return nil, err
	}
	defer rows.Close()
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

func toTheEnd(db *sql.DB) (int, error) {
	rows, err := db.Query("SELECT name FROM users") // ok: they close themselves where Next is false
	if err != nil {
		return 0, err
	}
	n := 0
	for rows.Next() {
		n++
	}
	return n, rows.Err()
}

func oneOrNone(db *sql.DB) (string, error) {
	rows, err := db.Query("SELECT name FROM users LIMIT 1") // ok
	if err != nil {
		return "", err
	}
	if !rows.Next() {
		return "", rows.Err()
	}
	defer rows.Close()
	var name string
	err = rows.Scan(&name)
	return name, err
}

func oneRow(db *sql.DB, id int) (name string, err error) {
	err = db.QueryRow("SELECT name FROM users WHERE id = ?", id).Scan(&name) // ok: Scan closes it
	return name, err
}

func perUser(db *sql.DB, ids []int) error {
	for _, id := range ids {
		rows, err := db.Query("SELECT name FROM users WHERE id = ?", id) // ok
		if err != nil {
			return err
		}
		if rows.Next() {
			fmt.Println(id)
		}
		if err := rows.Close(); err != nil {
			return err
		}
	}
	return nil
}

func scanAll(rows *sql.Rows) (n int, err error) {
	defer rows.Close()
	for rows.Next() {
		if err := rows.Scan(&n); err != nil {
			return 0, err
		}
	}
	return n, rows.Err()
}

func byHelper(db *sql.DB) (int, error) {
	rows, err := db.Query("SELECT 1") // ok
	if err != nil {
		return 0, err
	}
	return scanAll(rows)
}

func handedOn(db *sql.DB) (*sql.Rows, error) {
	rows, err := db.Query("SELECT 1") // ok
	if err != nil {
		return nil, fmt.Errorf("users: %w", err)
	}
	return rows, nil
}

type store struct {
	insert *sql.Stmt
	tx     *sql.Tx
}

func open(db *sql.DB) (*store, error) {
	stmt, err := db.Prepare("INSERT INTO users VALUES (?)") // ok: the store keeps it
	if err != nil {
		return nil, err
	}
	return &store{insert: stmt}, nil
}

func (s *store) Close() error { return s.insert.Close() }

func (s *store) begin(db *sql.DB) error {
	tx, err := db.Begin() // ok: a later call finishes it
	if err != nil {
		return err
	}
	s.tx = tx
	return nil
}

func (s *store) commit() error { return s.tx.Commit() }

func rolledBackAnyway(db *sql.DB) error {
	tx, err := db.Begin() // ok: Rollback does nothing behind a Commit
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if _, err := tx.Exec("DELETE FROM users"); err != nil {
		return err
	}
	return tx.Commit()
}

func failedCommit(db *sql.DB) error {
	tx, err := db.Begin() // ok: a Commit that fails ends it, too
	if err != nil {
		return err
	}
	if err := tx.Commit(); err != nil {
		return err
	}
	return nil
}

func byTheResult(db *sql.DB) (err error) {
	tx, err := db.Begin() // ok
	if err != nil {
		return err
	}
	defer func() {
		if p := recover(); p != nil {
			tx.Rollback()
			panic(p)
		} else if err != nil {
			tx.Rollback()
		} else {
			err = tx.Commit()
		}
	}()
	if _, err := tx.Exec("DELETE FROM users"); err != nil {
		return err
	}
	_, err = tx.Exec("DELETE FROM accounts")
	return err
}

func finish(tx *sql.Tx, err error) error {
	if err != nil {
		return errors.Join(err, tx.Rollback())
	}
	return tx.Commit()
}

func finished(db *sql.DB) error {
	tx, err := db.Begin() // ok
	if err != nil {
		return err
	}
	_, err = tx.Exec("DELETE FROM users")
	return finish(tx, err)
}

func finishedLater(db *sql.DB) (err error) {
	tx, err := db.Begin() // ok
	if err != nil {
		return err
	}
	defer func() { err = finish(tx, err) }()
	_, err = tx.Exec("DELETE FROM users")
	return err
}

func within(ctx context.Context, db *sql.DB, work func(*sql.Tx) error) error {
	tx, err := db.BeginTx(ctx, nil) // ok
	if err != nil {
		return err
	}
	if err := work(tx); err != nil {
		if rerr := tx.Rollback(); rerr != nil {
			log.Print(rerr)
		}
		return err
	}
	return tx.Commit()
}

func retried(db *sql.DB) error {
	for range 3 {
		tx, err := db.Begin() // ok
		if err != nil {
			return err
		}
		if _, err := tx.Exec("DELETE FROM users"); err != nil {
			tx.Rollback()
			continue
		}
		if err := tx.Commit(); err == nil {
			return nil
		}
	}
	return errors.New("no luck")
}

type pool struct{}

func (pool) Query(q string) ([]string, error) { return []string{q}, nil }

func namesake(p pool) error {
	_, err := p.Query("SELECT 1") // ok: a Query of another type
	return err
}

type limited struct{ db *sql.DB }

// The cancel function that comes with the rows ends them.
func (l *limited) query(text string) (*sql.Rows, func(), error) {
	ctx, cancel := context.WithCancel(context.Background())
	rows, err := l.db.QueryContext(ctx, text)
	if err != nil {
		cancel()
		return nil, nil, err
	}
	return rows, cancel, nil
}

func (l *limited) names() error {
	rows, cancel, err := l.query("SELECT name FROM users") // ok
	if err != nil {
		return err
	}
	defer cancel()
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return err
		}
	}
	return nil
}
