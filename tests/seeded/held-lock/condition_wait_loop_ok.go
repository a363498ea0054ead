package conditionwaitloop

import "sync"

type Buffer struct {
	mu     sync.Mutex
	cond   *sync.Cond
	items  []int
	closed bool
}

func NewBuffer() *Buffer {
	b := &Buffer{}
	b.cond = sync.NewCond(&b.mu)
	return b
}

func (b *Buffer) Take() (int, bool) {
	b.mu.Lock()
	for len(b.items) == 0 {
		if b.closed {
			b.mu.Unlock()
			return 0, false
		}
		b.cond.Wait()
	}
	v := b.items[0]
	b.items = b.items[1:]
	b.mu.Unlock()
	return v, true
}

func (b *Buffer) Close() {
	b.mu.Lock()
	b.closed = true
	b.mu.Unlock()
	b.cond.Broadcast()
}
