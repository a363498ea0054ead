package push

import "sync"

type device struct {
	token string
	muted bool
}

func Push(ds []*device, send func(*device)) (sent int) {
	wg := sync.WaitGroup{}
	wg.Add(len(ds)) // want "wg|Add"
	for _, d := range ds {
		if d.muted {
			continue
		}
		sent++
		go func(d *device) {
			defer wg.Done()
			send(d)
		}(d)
	}
	wg.Wait()
	return sent
}
