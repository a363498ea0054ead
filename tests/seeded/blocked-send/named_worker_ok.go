package spellcheck

import (
	"context"
)

func check(word string) bool { return len(word) > 2 }

func worker(word string, out chan<- bool) {
	ok := check(word)
	out <- ok
}

func Check(ctx context.Context, word string) (bool, error) {
	res := make(chan bool, 1)
	go worker(word, res)
	select {
	case ok := <-res:
		return ok, nil
	case <-ctx.Done():
		return false, ctx.Err()
	}
}
