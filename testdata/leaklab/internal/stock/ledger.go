// Package stock keeps the ledger of what lies on the shelves.
package stock

import (
	"fmt"
	"sync"
)

// Ledger counts the pieces of each product.
type Ledger struct {
	deferring bool

	mu     sync.Mutex
	pieces map[string]int
}

// NewLedger opens a ledger with what is there. With deferring set a correction gives the ledger back on every way out.
func NewLedger(pieces map[string]int, deferring bool) *Ledger {
	return &Ledger{deferring: deferring, pieces: pieces}
}

// Correct adds delta pieces of sku, or takes them off. Less than nothing cannot be on a shelf: that is an error.
func (l *Ledger) Correct(sku string, delta int) error {
	if l.deferring {
		return l.correctDeferring(sku, delta)
	}
	return l.correct(sku, delta)
}

func (l *Ledger) correct(sku string, delta int) error {
	l.mu.Lock() // leak: lock
	pieces := l.pieces[sku] + delta
	if pieces < 0 {
		return fmt.Errorf("%d pieces of %s cannot be", pieces, sku)
	}
	l.pieces[sku] = pieces
	l.mu.Unlock()
	return nil
}

func (l *Ledger) correctDeferring(sku string, delta int) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	pieces := l.pieces[sku] + delta
	if pieces < 0 {
		return fmt.Errorf("%d pieces of %s cannot be", pieces, sku)
	}
	l.pieces[sku] = pieces
	return nil
}
