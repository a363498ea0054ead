package pricing

import (
	"context"
	"time"
)

// Watch keeps the price of sku fresh for the visit that ctx belongs to.
func (d *Desk) Watch(ctx context.Context, sku string) {
	if d.options.Bounded {
		d.watchVisit(ctx, sku)
		return
	}
	d.watch(sku)
}

func (d *Desk) watch(sku string) {
	ticker := time.NewTicker(refresh)
	go func() {
		for range ticker.C { // leak: ticker
			d.update(sku)
		}
	}()
}

func (d *Desk) watchVisit(ctx context.Context, sku string) {
	ticker := time.NewTicker(refresh)
	go func() {
		defer ticker.Stop()
		for {
			select {
			case <-ticker.C:
				d.update(sku)
			case <-ctx.Done():
				return
			}
		}
	}()
}
