package fanoutfirsterror

import "context"

func First(ctx context.Context, fns []func(context.Context) (int, error)) (int, error) {
	ctx, cancel := context.WithCancelCause(ctx) // want "cancel"
	out := make(chan int, len(fns))
	errs := make(chan error, len(fns))
	for _, fn := range fns {
		go func() {
			n, err := fn(ctx)
			if err != nil {
				errs <- err
				return
			}
			out <- n
		}()
	}
	var last error
	for range fns {
		select {
		case n := <-out:
			cancel(nil)
			return n, nil
		case last = <-errs:
		}
	}
	return 0, last
}
