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

func assigned(path string) (io.Closer, error) {
	var f *os.File
	var err error
	if path != "" {
		f, err = os.Create(path) // ok: the outer one
		if err != nil {
			return nil, err
		}
	}
	return f, err
}

func twoFiles(first, second string) error {
	f, err := os.Open(first)
	if err != nil {
		return err
	}
	defer f.Close()
	if second != "" {
		f, err := os.Open(second) // ok: closed where it is used
		if err != nil {
			return err
		}
		defer f.Close()
		io.Copy(os.Stdout, f)
	}
	_, err = io.Copy(os.Stdout, f)
	return err
}

func retried(path string) (*os.File, error) {
	f, err := os.Open(path)
	if err != nil {
		f, err := os.Create(path) // ok: returned
		if err != nil {
			return nil, err
		}
		return f, nil
	}
	return f, nil
}

func cancelled(ctx context.Context, work func(context.Context) error) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	{
		ctx, cancel := context.WithTimeout(ctx, time.Second) // ok: called in its own block
		err := work(ctx)
		cancel()
		if err != nil {
			return err
		}
	}
	return work(ctx)
}

func namedResult(path string, data []byte) (err error) {
	f, err := os.CreateTemp("", "written")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			os.Remove(f.Name())
		}
	}()
	if _, err := f.Write(data); err != nil { // ok: a return sets the result
		return err
	}
	return os.Rename(f.Name(), path)
}

func ownQuestion(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer func() {
		if err = f.Close(); err != nil {
			log.Print(err)
		}
	}()
	if _, err := io.Copy(os.Stdout, f); err != nil { // ok: the deferred closure asks for an error of its own
		return err
	}
	return nil
}

func toldAndWentOn(db *sql.DB, names []string) (err error) {
	tx, err := db.Begin()
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			tx.Rollback()
		}
	}()
	for _, name := range names {
		if _, err := tx.Exec("insert into names values ($1)", name); err != nil { // ok: on to the next one
			log.Print(err)
			continue
		}
	}
	if err := tx.Commit(); err != nil { // ok: told
		log.Print(err)
	}
	return nil
}

func handed(names []string) error {
	var err error
	for _, name := range names {
		b, err := os.ReadFile(name) // ok: returned at once
		if err != nil {
			return err
		}
		log.Print(len(b))
	}
	return err
}

func siblings(a, b string) error {
	if a != "" {
		c, err := net.Dial("tcp", a) // ok: no outer one
		if err != nil {
			return err
		}
		defer c.Close()
	}
	if b != "" {
		c, err := net.Dial("tcp", b) // ok: no outer one
		if err != nil {
			return err
		}
		defer c.Close()
	}
	return nil
}

func oneEach(ctx context.Context, names []string, work func(context.Context, string) error) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	for _, name := range names {
		ctx, cancel := context.WithTimeout(ctx, time.Second) // ok: lost, and told so by its own rule
		_ = cancel
		if err := work(ctx, name); err != nil {
			return err
		}
	}
	return nil
}
