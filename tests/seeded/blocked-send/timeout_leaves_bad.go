package lookup

import (
	"errors"
	"time"
)

type host struct{ ip string }

func resolve(name string) host { return host{name} }

func Resolve(name string) (host, error) {
	found := make(chan host)
	go func() {
		found <- resolve(name) // want "found"
	}()
	select {
	case h := <-found:
		return h, nil
	case <-time.After(500 * time.Millisecond):
		return host{}, errors.New("no answer for " + name)
	}
}
