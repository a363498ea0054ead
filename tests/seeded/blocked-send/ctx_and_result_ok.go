package hedge

import (
	"context"
	"time"
)

type reply struct {
	body string
	err  error
}

func Hedge(ctx context.Context, call func(context.Context) (string, error)) (string, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	replies := make(chan reply, 2)
	try := func() {
		b, err := call(ctx)
		replies <- reply{b, err}
	}
	go try()
	timer := time.NewTimer(50 * time.Millisecond)
	defer timer.Stop()
	select {
	case r := <-replies:
		return r.body, r.err
	case <-timer.C:
		go try()
	}
	r := <-replies
	return r.body, r.err
}
