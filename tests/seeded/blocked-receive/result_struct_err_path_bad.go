package resultstructerrpath

import (
	"context"
	"errors"
)

type answer struct {
	val int
	err error
}

func Compute(n int, f func(int) (int, error)) (int, error) {
	ch := make(chan answer, 1)
	go func() {
		v, err := f(n)
		switch {
		case errors.Is(err, context.Canceled):
			return
		case err != nil:
			ch <- answer{err: err}
		default:
			ch <- answer{val: v}
		}
	}()
	a := <-ch // want "ch"
	return a.val, a.err
}
