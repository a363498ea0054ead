package accountandjournal

import "sync"

type Bank struct {
	accounts sync.Mutex
	journal  sync.Mutex
	sums     map[string]int
	lines    []string
}

func (b *Bank) Deposit(who string, n int) {
	b.accounts.Lock()
	defer b.accounts.Unlock()
	b.sums[who] += n
	b.journal.Lock() // want "journal"
	b.lines = append(b.lines, who)
	b.journal.Unlock()
}

// Audit compares the lines with the sums.
func (b *Bank) Audit() int {
	b.journal.Lock()
	defer b.journal.Unlock()
	b.accounts.Lock() // or "accounts"
	defer b.accounts.Unlock()
	return len(b.lines) - len(b.sums)
}
