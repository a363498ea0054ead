package route

import (
	"context"
	"fmt"
	"time"
)

type backend interface {
	Read(context.Context, string) (string, error)
	Write(context.Context, string) error
}

func handle(ctx context.Context, b backend, op, arg string) (out string, err error) {
	c, done := context.WithTimeout(ctx, time.Second)
	switch op {
	case "get":
		out, err = b.Read(c, arg)
	case "put":
		err = b.Write(c, arg)
	default:
		err = fmt.Errorf("unknown operation %q", op)
	}
	done()
	return
}
