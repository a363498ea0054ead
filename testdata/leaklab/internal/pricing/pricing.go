// Package pricing works out what a product costs today.
package pricing

import (
	"sync"
	"time"
)

// Options choose how a desk works.
type Options struct {
	// Buffered lets a calculation end although nobody waits for it any more.
	Buffered bool
	// Bounded ends a watch together with the visit that asked for it.
	Bounded bool
}

// Desk answers for the prices of the shop.
type Desk struct {
	options Options
	list    func(sku string) (cents int, ok bool)

	mu    sync.Mutex
	today map[string]int
}

// The making of an offer for what is made to order takes this long, the refreshing of a watched price comes this often.
const (
	toOrder = 500 * time.Millisecond
	refresh = time.Minute
)

// NewDesk makes a desk over the list prices.
func NewDesk(list func(sku string) (cents int, ok bool), options Options) *Desk {
	return &Desk{options: options, list: list, today: map[string]int{}}
}

// calculate makes an offer: quickly for what lies on the shelf, slowly for what is made to order.
func (d *Desk) calculate(sku string) int {
	cents, _ := d.list(sku)
	if cents > 10_000 {
		time.Sleep(toOrder)
	}
	return cents - cents/20
}

func (d *Desk) update(sku string) {
	cents := d.calculate(sku)
	d.mu.Lock()
	defer d.mu.Unlock()
	d.today[sku] = cents
}
