package render

import (
	"errors"
	"sync"
)

type canvas struct{ w, h int }

func draw(c canvas, wg *sync.WaitGroup, errs chan<- error) {
	if c.w == 0 || c.h == 0 {
		errs <- errors.New("empty canvas")
		return
	}
	errs <- nil
	wg.Done()
}

func Render(cs []canvas) (failed int) {
	var wg sync.WaitGroup
	errs := make(chan error, len(cs))
	for _, c := range cs {
		wg.Add(1) // want "Done|wg"
		go draw(c, &wg, errs)
	}
	wg.Wait()
	close(errs)
	for err := range errs {
		if err != nil {
			failed++
		}
	}
	return failed
}
