package cache

import "fmt"

func Warm(items map[string]int, put func(string, int)) {
	done := make(chan struct{})
	for k, v := range items {
		go func(k string, v int) {
			put(fmt.Sprint("k-", k), v)
			done <- struct{}{}
		}(k, v)
	}
	for range items {
		<-done
	}
}
