package resource

import (
	"context"
	"os"
)

type relays struct {
	cancel context.CancelFunc
	log    *os.File
}

func newRelays() *relays {
	ctx, cancel := context.WithCancel(context.Background())
	r := &relays{cancel: cancel}
	go r.background(ctx)
	return r
}

func (r *relays) background(ctx context.Context) {
	defer func() {
		if r.log != nil {
			r.log.Close()
		}
	}()
	r.turn("relays.log")
	<-ctx.Done()
}

func (r *relays) turn(name string) error {
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	r.log = f
	return nil
}

func (r *relays) Close() error { // ok: background closes the log once it is told to end
	r.cancel()
	return nil
}
