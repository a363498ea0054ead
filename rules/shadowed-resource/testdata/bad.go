package shadows

import (
	"context"
	"database/sql"
	"io"
	"log"
	"net"
	"os"
	"time"
)

func sink(path string) (io.Closer, error) {
	var f *os.File
	var err error
	if path != "" {
		f, err := os.Create(path) // want "this f is a new variable, which hides the one of line 14"
		if err != nil {
			return nil, err
		}
		log.Print("writing to ", f.Name())
	}
	return f, err
}

func limited(ctx context.Context, limit time.Duration, work func(context.Context) error) error {
	cancel := func() {}
	if limit > 0 {
		ctx, cancel := context.WithTimeout(ctx, limit) // want "this cancel is a new variable"
		if ctx.Err() != nil {
			cancel()
			return ctx.Err()
		}
	}
	defer cancel()
	return work(ctx)
}

func listen(address string, unix bool) (l net.Listener, err error) {
	if unix {
		l, err := net.Listen("unix", address) // want "this l is a new variable"
		if err != nil {
			return nil, err
		}
		log.Print("listening on ", l.Addr())
	} else {
		l, err = net.Listen("tcp", address)
	}
	return l, err
}

func written(path string, data []byte) error {
	f, err := os.CreateTemp("", "written")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			f.Close()
			os.Remove(f.Name())
		}
	}()
	if _, err := f.Write(data); err != nil { // want "this err hides the one of line 53: .* nothing is cleaned up"
		return err
	}
	return os.Rename(f.Name(), path)
}

func replaced(db *sql.DB, names []string) (err error) {
	tx, err := db.Begin()
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			tx.Rollback()
			return
		}
		err = tx.Commit()
	}()
	for _, name := range names {
		if _, err := tx.Exec("insert into names values ($1)", name); err != nil { // want "this err hides the one of line 69"
			log.Print(err)
			break
		}
	}
	return
}

func searched(names []string) ([]byte, error) {
	var data []byte
	var err error
	for _, name := range names {
		b, err := os.ReadFile(name) // want "this err hides the one of line 92: .* the failure is lost"
		if err != nil {
			break
		}
		data = append(data, b...)
	}
	return data, err
}

func firstThatOpens(names []string) error {
	var f *os.File
	for _, name := range names {
		f, err := os.Open(name) // want "this f is a new variable"
		if err == nil {
			log.Print(f.Name())
			break
		}
	}
	if f == nil {
		return os.ErrNotExist
	}
	defer f.Close()
	_, err := io.Copy(os.Stdout, f)
	return err
}
