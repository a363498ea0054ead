package registeredcleanupslice

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
)

type App struct {
	closers []io.Closer
	db      io.Closer
	log     *slog.Logger
}

func (a *App) own(c io.Closer) { a.closers = append(a.closers, c) }

// Setup opens all that the app needs; Close undoes it in reverse.
func (a *App) Setup(logPath, pidPath, sock string) error {
	lf, err := os.OpenFile(logPath, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	a.own(lf)
	a.log = slog.New(slog.NewTextHandler(lf, nil))
	pf, err := os.Create(pidPath)
	if err != nil {
		return err
	}
	a.own(pf)
	if _, err := fmt.Fprintln(pf, os.Getpid()); err != nil {
		return err
	}
	lis, err := net.Listen("unix", sock)
	if err != nil {
		return err
	}
	a.own(lis)
	return nil
}

func (a *App) Close() (err error) {
	for i := len(a.closers) - 1; i >= 0; i-- {
		err = errors.Join(err, a.closers[i].Close())
	}
	return err
}
