package drainsresultsforever

import (
	"log"
	"time"
)

type Fanin struct {
	results chan error
	errs    []error
}

func (f *Fanin) Watch(done <-chan struct{}) {
	go func() { // want "."
		for { // or "."
			select {
			case err, ok := <-f.results:
				if !ok {
					f.results = nil
					continue
				}
				f.errs = append(f.errs, err)
			case <-time.After(time.Second):
				log.Print("idle")
			}
		}
	}()
}
