package unlockrelockwindow

import "sync"

type Uploader struct {
	mu    sync.Mutex
	queue [][]byte
	busy  bool
}

func (u *Uploader) take() []byte {
	u.mu.Lock()
	defer u.mu.Unlock()
	if len(u.queue) == 0 {
		return nil
	}
	b := u.queue[0]
	u.queue = u.queue[1:]
	return b
}

func (u *Uploader) Run(send func([]byte)) {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.busy = true
	for b := u.take(); b != nil; b = u.take() { // want "u.mu"
		send(b)
	}
	u.busy = false
}
