package locks

import (
	"errors"
	"sync"
)

type account struct {
	mu      sync.Mutex
	balance int
	closed  bool
}

var errClosed = errors.New("account is closed")

func (a *account) withdraw(n int) error {
	a.mu.Lock() // want "mu"
	if a.closed {
		return errClosed
	}
	if a.balance < n {
		a.mu.Unlock()
		return errors.New("not enough")
	}
	a.balance -= n
	a.mu.Unlock()
	return nil
}

type ledger struct {
	sync.RWMutex
	accounts map[string]*account
}

func (l *ledger) find(name string) (*account, bool) {
	l.RLock() // want "RLock|l"
	a, ok := l.accounts[name]
	if !ok {
		return nil, false
	}
	l.RUnlock()
	return a, true
}

// The next iteration takes the lock again.
func (l *ledger) total() (sum int) {
	for _, a := range l.accounts {
		a.mu.Lock() // want "mu"
		if a.closed {
			continue
		}
		sum += a.balance
		a.mu.Unlock()
	}
	return sum
}

// Locked twice: the second call was meant to be Unlock.
func (a *account) deposit(n int) {
	a.mu.Lock() // want "mu"
	a.balance += n
	a.mu.Lock()
}

// The deferred call is the wrong one.
func (a *account) close() {
	a.mu.Lock() // want "mu"
	defer a.mu.Lock()
	a.closed = true
}

// The return in the loop leaves with the lock held.
func (l *ledger) names() (out []string) {
	l.RLock() // want "RLock|l"
	for name := range l.accounts {
		if name == "" {
			return nil
		}
		out = append(out, name)
	}
	l.RUnlock()
	return out
}

// The panic is caught further up, the lock stays.
func (a *account) must(n int) {
	a.mu.Lock() // want "mu"
	if n < 0 {
		panic("negative amount")
	}
	a.balance += n
	a.mu.Unlock()
}

func guard(a *account, n int) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = errClosed
		}
	}()
	a.must(n)
	return nil
}

// The switch forgets one case.
func (a *account) apply(op string, n int) int {
	a.mu.Lock() // want "mu"
	switch op {
	case "get":
		b := a.balance
		a.mu.Unlock()
		return b
	case "set":
		a.balance = n
		return n
	}
	a.mu.Unlock()
	return 0
}

// One case of the select forgets to unlock, although all others do.
func (a *account) follow(changes <-chan int, quit <-chan struct{}) {
	for {
		select {
		case n := <-changes:
			a.mu.Lock()
			a.balance += n
			a.mu.Unlock()
		case <-quit:
			a.mu.Lock() // want "a.mu"
			a.closed = true
			return
		}
	}
}

// Two ways in, and one of them has no way out.
func (a *account) move(to *account, n int) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	to.mu.Lock() // want "to.mu"
	if to.closed {
		return errClosed
	}
	a.balance, to.balance = a.balance-n, to.balance+n
	to.mu.Unlock()
	return nil
}

// A step that goes on with the lock held; the other way out of the loop unlocks behind it.
func (l *ledger) first(names []string) *account {
	var found *account
	for _, name := range names {
		l.Lock() // want "l is not unlocked on a path through the loop"
		a, ok := l.accounts[name]
		if !ok {
			continue
		}
		found = a
		break
	}
	l.Unlock()
	return found
}

// A goto past the unlock.
func (a *account) jump(n int) int {
	a.mu.Lock() // want "a.mu"
	if n < 0 {
		goto done
	}
	a.balance += n
	a.mu.Unlock()
done:
	return n
}

// Reading is ended with the method for writing in one place only, and not at all in the other.
func (l *ledger) size(name string) int {
	l.RLock() // want "l"
	if name != "" {
		return -1
	}
	n := len(l.accounts)
	l.RUnlock()
	return n
}

// The closure has paths of its own.
func (a *account) each(ns []int) func(int) bool {
	return func(i int) bool {
		a.mu.Lock() // want "a.mu"
		if i >= len(ns) {
			return false
		}
		a.balance += ns[i]
		a.mu.Unlock()
		return true
	}
}
