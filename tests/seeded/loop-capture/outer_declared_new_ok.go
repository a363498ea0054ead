package outerdeclarednew

import "sync"

type Msg struct {
	Key string
	Val []byte
}

// Publish sends each message on a goroutine of its own.
func Publish(keys []string, load func(string) []byte, send func(Msg)) {
	var wg sync.WaitGroup
	for _, k := range keys {
		m := Msg{k, load(k)}
		wg.Add(1)
		go func() {
			defer wg.Done()
			send(m)
		}()
	}
	wg.Wait()
}
