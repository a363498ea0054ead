package lookup

import (
	"context"
	"time"
)

type resolver func(ctx context.Context, host string) ([]string, error)

func first(parent context.Context, rs []resolver, hosts []string) (addrs []string) {
search:
	for _, h := range hosts {
		for _, r := range rs {
			ctx, cancel := context.WithTimeout(parent, time.Second) // want "cancel"
			found, err := r(ctx, h)
			if err == nil {
				addrs = found
				break search
			}
			cancel()
		}
	}
	return addrs
}
