package transactionbeginend

import (
	"errors"
	"sync"
)

// Tree hands its lock to transactions: Begin takes it, Commit and Abort let go.
type Tree struct {
	mu   sync.Mutex
	data map[string]string
	seq  int
}

type Txn struct {
	t     *Tree
	dirty map[string]string
}

func (t *Tree) Begin() *Txn {
	t.mu.Lock()
	return &Txn{t: t, dirty: map[string]string{}}
}

func (x *Txn) Commit() {
	for k, v := range x.dirty {
		x.t.data[k] = v
	}
	x.t.mu.Unlock()
}

func (x *Txn) Abort() { x.t.mu.Unlock() }

func (t *Tree) Next(max int) (int, error) {
	t.mu.Lock()
	if t.seq++; t.seq > max {
		t.seq = 0
		t.mu.Unlock()
		return 0, errors.New("sequence is used up")
	}
	n := t.seq
	t.mu.Unlock()
	return n, nil
}
