package goroutineselectloop

import "time"

type Keeper struct {
	beats chan struct{}
	dead  func()
}

func (k *Keeper) Watch(limit time.Duration, quit <-chan struct{}) {
	go func() {
		t := time.NewTimer(limit)
		defer t.Stop()
		for {
			select {
			case <-k.beats:
				if !t.Stop() {
					<-t.C
				}
				t.Reset(limit)
			case <-t.C:
				k.dead()
				return
			case <-quit:
				return
			}
		}
	}()
}
