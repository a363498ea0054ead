// Package orders takes reservations and packs what was ordered.
package orders

import (
	"errors"
	"fmt"
	"sync"
)

// ErrLimit says that somebody wants more pieces than one customer may have.
var ErrLimit = errors.New("more than one customer may reserve")

// Options choose how a desk works.
type Options struct {
	// Cancelling ends the watch over a hold on every way out.
	Cancelling bool
	// Own gives each parcel's printing its own variable.
	Own bool
}

// Hold is goods set aside for a customer.
type Hold struct {
	ID  int    `json:"id"`
	SKU string `json:"sku"`
	Qty int    `json:"qty"`
}

// Parcel is one box of an order. Its label arrives on a channel when it is printed.
type Parcel struct {
	ID    string
	label chan string
}

// Desk takes orders.
type Desk struct {
	options Options
	limit   int

	mu    sync.Mutex
	next  int
	holds map[int]Hold
}

// NewDesk makes a desk that lets one customer reserve up to limit pieces.
func NewDesk(limit int, options Options) *Desk {
	return &Desk{options: options, limit: limit, holds: map[int]Hold{}}
}

// Held counts the goods that are set aside.
func (d *Desk) Held() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return len(d.holds)
}

func (d *Desk) place(sku string, qty int) Hold {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.next++
	hold := Hold{ID: d.next, SKU: sku, Qty: qty}
	d.holds[hold.ID] = hold
	return hold
}

func (d *Desk) release(hold Hold) {
	d.mu.Lock()
	defer d.mu.Unlock()
	delete(d.holds, hold.ID)
}

// parcels divides an order into boxes of one piece each.
func parcels(order string, pieces int) []Parcel {
	boxes := make([]Parcel, pieces)
	for i := range boxes {
		boxes[i] = Parcel{ID: fmt.Sprintf("%s-%d", order, i+1), label: make(chan string, 1)}
	}
	return boxes
}

func printed(parcel Parcel) string {
	return "parcel " + parcel.ID
}
