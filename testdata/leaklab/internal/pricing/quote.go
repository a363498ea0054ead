package pricing

import "context"

// Quote returns the price of sku in euro cents, or the error of ctx when that ends first.
func (d *Desk) Quote(ctx context.Context, sku string) (int, error) {
	if d.options.Buffered {
		return d.quoteBuffered(ctx, sku)
	}
	return d.quoteDirect(ctx, sku)
}

func (d *Desk) quoteDirect(ctx context.Context, sku string) (int, error) {
	results := make(chan int)
	go func() {
		price := d.calculate(sku)
		results <- price // leak: send
	}()
	select {
	case price := <-results:
		return price, nil
	case <-ctx.Done():
		return 0, ctx.Err()
	}
}

func (d *Desk) quoteBuffered(ctx context.Context, sku string) (int, error) {
	results := make(chan int, 1)
	go func() {
		price := d.calculate(sku)
		results <- price
	}()
	select {
	case price := <-results:
		return price, nil
	case <-ctx.Done():
		return 0, ctx.Err()
	}
}
