package hangup

import "context"

func Hangup(ctx context.Context, write func(string) error, msg string) error {
	written := make(chan struct{})
	errc := make(chan error)
	go func() {
		select {
		case <-ctx.Done():
			errc <- ctx.Err()
		case <-written:
			errc <- nil
		}
	}()
	err := write(msg)
	close(written)
	if e := <-errc; err == nil {
		err = e
	}
	return err
}
