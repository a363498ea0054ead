package deferredclosureunlocks

import (
	"errors"
	"fmt"
	"io"
	"sync"
)

type Audit struct {
	mu   sync.Mutex
	w    io.Writer
	fail int
}

func (a *Audit) Log(format string, args ...any) (err error) {
	a.mu.Lock()
	defer func() {
		if err != nil {
			a.fail++
		}
		a.mu.Unlock()
	}()
	if a.w == nil {
		return errors.New("closed")
	}
	_, err = fmt.Fprintf(a.w, format+"\n", args...)
	return err
}
