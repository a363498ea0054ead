package locks

import (
	"errors"
	"log"
	"sync"
)

type store struct {
	mu   sync.Mutex
	rw   sync.RWMutex
	vals map[string]int
}

func (s *store) get(key string) (int, error) {
	s.mu.Lock() // ok
	defer s.mu.Unlock()
	v, ok := s.vals[key]
	if !ok {
		return 0, errors.New("no " + key)
	}
	return v, nil
}

func (s *store) everyExit(key string) bool {
	s.rw.RLock() // ok
	if s.vals == nil {
		s.rw.RUnlock()
		return false
	}
	_, ok := s.vals[key]
	s.rw.RUnlock()
	return ok
}

func (s *store) deferredClosure(key string) {
	s.mu.Lock() // ok
	defer func() {
		log.Print("left")
		s.mu.Unlock()
	}()
	delete(s.vals, key)
}

// Whoever gets the function unlocks.
func (s *store) lock() func() {
	s.mu.Lock() // ok: handed on
	return func() { s.mu.Unlock() }
}

func (s *store) useLock() {
	defer s.lock()()
	s.vals = nil
}

// Lock and Unlock of the type itself.
func (s *store) Lock() { s.mu.Lock() } // ok: Unlock is the sibling

func (s *store) Unlock() { s.mu.Unlock() }

// The caller holds the lock: a window without it, and it is taken again.
func (s *store) window(slow func()) {
	s.mu.Unlock()
	slow()
	s.mu.Lock() // ok: as it was found
}

func (s *store) windowUnderDefer(slow func()) {
	s.mu.Lock() // ok
	defer s.mu.Unlock()
	for len(s.vals) == 0 {
		s.mu.Unlock()
		slow()
		s.mu.Lock() // ok: the deferred unlock counts at every exit
	}
}

func (s *store) try() bool {
	if !s.mu.TryLock() { // ok
		return false
	}
	defer s.mu.Unlock()
	return len(s.vals) > 0
}

func (s *store) conditional(safe bool) int {
	if safe {
		s.mu.Lock() // ok: the same condition
	}
	n := len(s.vals)
	if safe {
		s.mu.Unlock()
	}
	return n
}

func lockAll(all []*store, f func()) {
	for _, s := range all {
		s.mu.Lock() // ok: all are unlocked below
	}
	f()
	for _, s := range all {
		s.mu.Unlock()
	}
}

// begin leaves with the lock, commit and rollback release it.
func (s *store) begin() error {
	s.mu.Lock() // ok: commit unlocks
	if s.vals == nil {
		s.mu.Unlock()
		return errors.New("closed")
	}
	return nil
}

func (s *store) commit() { s.mu.Unlock() }

// lease is a lock with an error: no mutex of sync.
type lease struct{ held bool }

func (l *lease) Lock() error {
	if l.held {
		return errors.New("held elsewhere")
	}
	l.held = true
	return nil
}

func (l *lease) Unlock() { l.held = false }

func leased(l *lease, f func()) error {
	if err := l.Lock(); err != nil { // ok: not from sync
		return err
	}
	f()
	l.Unlock()
	return nil
}

func (s *store) fatal(key string) int {
	s.mu.Lock() // ok: Fatal ends the process
	v, ok := s.vals[key]
	if !ok {
		log.Fatalf("no %s", key)
	}
	s.mu.Unlock()
	return v
}

// Deferred calls run last one first: the unlock below comes before the literal locks again.
func (s *store) lockedOnceMore(key string) (err error) {
	defer func() {
		s.mu.Lock() // ok: unlocked by then
		s.vals[key]++
		s.mu.Unlock()
	}()
	s.mu.Lock() // ok
	defer s.mu.Unlock()
	if s.vals == nil {
		err = errors.New("closed")
	}
	return err
}

// The early exits defer their unlock, the others unlock by hand.
func (s *store) eachInItsWay(key string) int {
	s.mu.Lock() // ok
	if s.vals == nil {
		defer s.mu.Unlock()
		return 0
	}
	v := s.vals[key]
	s.mu.Unlock()
	return v
}

// Two are waited for by means of a mutex, which ends with the function.
func signalled(work func()) (n int) {
	var done sync.Mutex
	done.Lock() // ok: the goroutine unlocks
	go func() {
		work()
		done.Unlock()
	}()
	done.Lock() // ok: nobody wants it after this
	n++
	return n
}

// take gives the entry locked to who asked for it.
func (s *store) take(all map[string]*store, key string) (*store, error) {
	found := all[key]
	found.mu.Lock() // ok: returned with the lock
	if found.vals == nil {
		found.mu.Unlock()
		return nil, errors.New("no " + key)
	}
	return found, nil
}

// The callee that gets the lock unlocks it.
func (s *store) throughHelper(key string) int {
	s.rw.Lock() // ok: finish unlocks on every path
	if s.vals == nil {
		return s.finish(0)
	}
	n := s.vals[key]
	s.rw.Unlock()
	return n
}

func (s *store) finish(n int) int {
	s.rw.Unlock()
	return n
}

// A flag tells whether the lock was taken.
func (s *store) flagged(safe func() bool) int {
	locked := false
	if safe() {
		s.mu.Lock() // ok: unlocked where the flag is set
		locked = true
	}
	n := len(s.vals)
	if locked {
		s.mu.Unlock()
	}
	return n
}

// Hand over hand along a list.
type link struct {
	mu   sync.Mutex
	next *link
	n    int
}

func walk(l *link, n int) bool {
	l.mu.Lock() // ok
	for l.n != n && l.next != nil {
		next := l.next
		next.mu.Lock() // ok: unlocked under its other name
		l.mu.Unlock()
		l = next
	}
	found := l.n == n
	l.mu.Unlock()
	return found
}

// The lock goes to and fro between the two.
func paced(steps int, work func()) {
	var turn sync.Mutex
	turn.Lock() // ok: the goroutine unlocks it before it locks it again
	go func() {
		for {
			turn.Unlock()
			work()
			turn.Lock()
		}
	}()
	for i := 0; i < steps; i++ {
		turn.Lock() // ok
		work()
		turn.Unlock()
	}
}

// What the deferred call unlocks is told by a field.
type hold struct{ exclusive bool }

func (s *store) upgraded(key string) int {
	h := &hold{}
	defer func(h *hold) {
		if h.exclusive {
			s.rw.Unlock()
		} else {
			s.rw.RUnlock()
		}
	}(h)
	s.rw.RLock() // ok
	if v, ok := s.vals[key]; ok {
		return v
	}
	s.rw.RUnlock()
	s.rw.Lock() // ok
	h.exclusive = true
	s.vals[key] = 1
	return 1
}

// Each step unlocks, and so does the one that leaves the loop.
func (s *store) search(keys []string) (n int) {
	for _, key := range keys {
		s.mu.Lock() // ok
		v, ok := s.vals[key]
		if !ok {
			s.mu.Unlock()
			continue
		}
		n = v
		s.mu.Unlock()
		break
	}
	return n
}

// The loop ends with the lock held, and what follows unlocks.
func (s *store) await(ready func() bool, wait func()) int {
	for {
		s.mu.Lock() // ok
		if ready() {
			break
		}
		s.mu.Unlock()
		wait()
	}
	n := len(s.vals)
	s.mu.Unlock()
	return n
}

// Taken twice is another rule's, where both are unlocked.
func (s *store) twice() int {
	s.mu.Lock() // ok: double-lock
	defer s.mu.Unlock()
	s.mu.Lock() // ok: double-lock
	defer s.mu.Unlock()
	return len(s.vals)
}

// As many readers as steps, and as many unlocks.
func (s *store) readers(more func() bool) {
	n := 0
	for ; more(); n++ {
		s.rw.RLock() // ok: counted
	}
	for ; n > 0; n-- {
		s.rw.RUnlock()
	}
}

type reply struct {
	mu   sync.Mutex
	next int
}

func (r *reply) await(id int) (size int, lock *sync.Mutex, err error) {
	for {
		r.mu.Lock() // ok: the caller gets the lock with the reply
		if r.next == id {
			size, lock = r.next, &r.mu
			break
		}
		r.mu.Unlock()
	}
	return
}

func (r *reply) begin() *sync.Mutex {
	r.mu.Lock() // ok
	return &r.mu
}
