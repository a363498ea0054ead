package signals

import (
	"context"
	"errors"
	"os"
	"os/signal"
	"syscall"
)

func wait(done <-chan error) error {
	c := make(chan os.Signal, 1)
	signal.Notify(c, os.Interrupt) // want "signal channel c is not unsubscribed"
	select {
	case <-c:
		return errors.New("interrupted")
	case err := <-done:
		return err
	}
}

func oneWayOnly(ctx context.Context) error {
	c := make(chan os.Signal, 1)
	signal.Notify(c, syscall.SIGTERM, syscall.SIGINT) // want "signal channel c is not unsubscribed before the return on line 27"
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-c:
		signal.Stop(c)
		return nil
	}
}

func again(work func() bool) {
	for work() {
		c := make(chan os.Signal, 1)
		signal.Notify(c, syscall.SIGHUP) // want "signal channel c is not unsubscribed"
		<-c
	}
}
