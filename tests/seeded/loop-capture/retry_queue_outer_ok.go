package requeue

import (
	"sync"
	"time"
)

type item struct {
	id    string
	tries int
}

func Drain(q []item, send func(item) error) {
	var mu sync.Mutex
	for len(q) != 0 {
		mu.Lock()
		it := q[0]
		q = q[1:]
		mu.Unlock()
		if send(it) == nil {
			continue
		}
		time.AfterFunc(time.Second, func() {
			_ = send(it)
		})
	}
}
