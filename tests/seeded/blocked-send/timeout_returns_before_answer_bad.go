package timeoutreturnsbeforeanswer

import (
	"fmt"
	"time"
)

type Resolver struct {
	look func(string) ([]string, error)
}

func (r *Resolver) Lookup(host string, d time.Duration) ([]string, error) {
	type res struct {
		addrs []string
		err   error
	}
	ch := make(chan res)
	go func() {
		addrs, err := r.look(host)
		ch <- res{addrs, err} // want "ch"
	}()
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case a := <-ch:
		return a.addrs, a.err
	case <-t.C:
		return nil, fmt.Errorf("lookup %s: timeout", host)
	}
}
