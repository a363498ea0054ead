package orders

import "context"

// Pack prints a label for every parcel of an order once all of them are known, and returns the labels, or the error
// of ctx when that ends first.
func (d *Desk) Pack(ctx context.Context, order string, pieces int) ([]string, error) {
	if d.options.Own {
		return d.packOwn(ctx, order, pieces)
	}
	return d.pack(ctx, order, pieces)
}

func (d *Desk) pack(ctx context.Context, order string, pieces int) ([]string, error) {
	boxes := parcels(order, pieces)
	complete := make(chan struct{})
	for _, parcel := range boxes {
		go func() {
			<-complete
			parcel.label <- printed(parcel) // leak: loopvar
		}()
	}
	close(complete)
	return collect(ctx, boxes)
}

func (d *Desk) packOwn(ctx context.Context, order string, pieces int) ([]string, error) {
	boxes := parcels(order, pieces)
	complete := make(chan struct{})
	for _, parcel := range boxes {
		parcel := parcel
		go func() {
			<-complete
			parcel.label <- printed(parcel)
		}()
	}
	close(complete)
	return collect(ctx, boxes)
}

func collect(ctx context.Context, boxes []Parcel) ([]string, error) {
	labels := make([]string, 0, len(boxes))
	for _, parcel := range boxes {
		select {
		case label := <-parcel.label:
			labels = append(labels, label)
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
	return labels, nil
}
