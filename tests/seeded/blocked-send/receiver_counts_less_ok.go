package sample

import "math/rand"

func Best(tries, enough int) (best int) {
	scores := make(chan int, tries)
	for i := 0; i < tries; i++ {
		go func() {
			scores <- rand.Intn(100)
		}()
	}
	for i := 0; i < enough; i++ {
		best = max(best, <-scores)
	}
	return best
}
