package lockhandedtocaller

import (
	"errors"
	"sync"
)

type Shard struct {
	mu   sync.Mutex
	data map[string][]byte
}

// acquire returns the shard locked; release unlocks it.
func (s *Shard) acquire() map[string][]byte {
	s.mu.Lock()
	return s.data
}

func (s *Shard) release() { s.mu.Unlock() }

type Store struct {
	shards [16]*Shard
	mu     sync.Mutex
	count  int
	max    int
}

func (st *Store) Put(i int, k string, v []byte) error {
	st.mu.Lock() // want "st.mu"
	if st.count >= st.max {
		return errors.New("full")
	}
	st.count++
	st.mu.Unlock()
	sh := st.shards[i%16]
	m := sh.acquire()
	m[k] = v
	sh.release()
	return nil
}
