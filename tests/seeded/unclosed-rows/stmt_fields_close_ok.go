package stmtfieldsclose

import (
	"database/sql"
	"errors"
)

type Store struct {
	get *sql.Stmt
	put *sql.Stmt
}

func Prepare(db *sql.DB) (*Store, error) {
	get, err := db.Prepare("select v from kv where k=?")
	if err != nil {
		return nil, err
	}
	put, err := db.Prepare("replace into kv values (?,?)")
	if err != nil {
		get.Close()
		return nil, err
	}
	return &Store{get: get, put: put}, nil
}

func (s *Store) Get(k string) (v string, err error) {
	err = s.get.QueryRow(k).Scan(&v)
	return v, err
}

func (s *Store) Put(k, v string) error {
	_, err := s.put.Exec(k, v)
	return err
}

func (s *Store) Close() error {
	return errors.Join(s.get.Close(), s.put.Close())
}
