package fan3

import (
	"context"
	"time"
)

func queryAll(parent context.Context, dbs []func(context.Context) error) (err error) {
	for _, q := range dbs {
		ctx, cancel := context.WithTimeout(parent, time.Second)
		err = q(ctx)
		cancel()
		if err != nil {
			return err
		}
	}
	return nil
}
