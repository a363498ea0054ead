package orders

import "context"

// Reserve sets goods aside and sells them. Whatever happens, the hold is released once its watch ends, with shop at
// the latest, the context of the whole shop.
func (d *Desk) Reserve(shop context.Context, sku string, qty int) (Hold, error) {
	if d.options.Cancelling {
		return d.reserveCancelling(shop, sku, qty)
	}
	return d.reserve(shop, sku, qty)
}

func (d *Desk) reserve(shop context.Context, sku string, qty int) (Hold, error) {
	ctx, cancel := context.WithCancel(shop)
	hold := d.place(sku, qty)
	go func() {
		<-ctx.Done() // leak: cancel
		d.release(hold)
	}()
	if qty > d.limit {
		return Hold{}, ErrLimit
	}
	cancel()
	return hold, nil
}

func (d *Desk) reserveCancelling(shop context.Context, sku string, qty int) (Hold, error) {
	ctx, cancel := context.WithCancel(shop)
	defer cancel()
	hold := d.place(sku, qty)
	go func() {
		<-ctx.Done()
		d.release(hold)
	}()
	if qty > d.limit {
		return Hold{}, ErrLimit
	}
	return hold, nil
}
