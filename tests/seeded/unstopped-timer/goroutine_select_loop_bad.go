package goroutineselectloop

import "time"

type Keeper struct {
	beats chan struct{}
	dead  func()
}

func (k *Keeper) Watch(limit time.Duration, quit <-chan struct{}) {
	go func() {
		for {
			deadline := time.NewTimer(limit) // want "deadline"
			select {
			case <-k.beats:
			case <-deadline.C:
				k.dead()
				return
			case <-quit:
				return
			}
		}
	}()
}
