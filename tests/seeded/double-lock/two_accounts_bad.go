package twoaccounts

import "sync"

type Account struct {
	mu      sync.Mutex
	balance int
}

func (a *Account) withdraw(n int) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.balance < n {
		return false
	}
	a.balance -= n
	return true
}

// Swap moves n from one to the other.
func Swap(from, to *Account, n int) bool {
	to.mu.Lock()
	defer to.mu.Unlock()
	if !to.withdraw(-n) { // want "to.mu"
		return false
	}
	to.balance += n
	return from != to
}
