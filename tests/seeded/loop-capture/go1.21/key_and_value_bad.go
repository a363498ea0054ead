package cache

import "fmt"

func Warm(items map[string]int, put func(string, int)) {
	done := make(chan struct{})
	for k, v := range items {
		go func(v int) {
			put(fmt.Sprint("k-", k), v) // want "k"
			done <- struct{}{}
		}(v)
	}
	for range items {
		<-done
	}
}
