package hangup

import "context"

func Hangup(ctx context.Context, write func(string) error, msg string) error {
	written := make(chan struct{})
	errc := make(chan error)
	go func() {
		select {
		case <-ctx.Done():
			errc <- ctx.Err() // want "errc"
		case <-written:
			errc <- nil // or "errc"
		}
	}()
	err := write(msg)
	if err != nil {
		close(written)
		return err
	}
	close(written)
	if e := <-errc; err == nil {
		err = e
	}
	return err
}
