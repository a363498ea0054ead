package labels

import (
	"context"
	"errors"
	"time"
)

func scan(parent context.Context, regions []string, probe func(context.Context, string) (bool, error)) (hit string, err error) {
next:
	for i, r := range regions {
		ctx, cancel := context.WithTimeout(parent, time.Second) // want "cancel"
		ok, perr := probe(ctx, r)
		switch {
		case perr != nil && i == len(regions)-1:
			cancel()
			return "", errors.Join(err, perr)
		case perr != nil:
			err = errors.Join(err, perr)
			continue next
		case ok:
			hit = r
			break next
		}
		cancel()
	}
	return hit, nil
}
