package spellcheck

import (
	"context"
)

func check(word string) bool { return len(word) > 2 }

func worker(word string, out chan<- bool) {
	ok := check(word)
	out <- ok // want "out|res"
}

func Check(ctx context.Context, word string) (bool, error) {
	res := make(chan bool)
	go worker(word, res) // or "res"
	select {
	case ok := <-res:
		return ok, nil
	case <-ctx.Done():
		return false, ctx.Err()
	}
}
