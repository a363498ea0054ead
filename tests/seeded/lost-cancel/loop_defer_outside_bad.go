package fan3

import (
	"context"
	"time"
)

func queryAll(parent context.Context, dbs []func(context.Context) error) (err error) {
	var cancel context.CancelFunc
	defer func() { cancel() }()
	for _, q := range dbs {
		var ctx context.Context
		ctx, cancel = context.WithTimeout(parent, time.Second) // want "cancel"
		if err = q(ctx); err != nil {
			return err
		}
	}
	return nil
}
