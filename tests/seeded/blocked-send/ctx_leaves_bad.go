package thumbs

import "context"

type img []byte

func scale(b img) (img, error) { return b, nil }

type out struct {
	b   img
	err error
}

func Scale(ctx context.Context, b img) (img, error) {
	done := make(chan out)
	go func() {
		small, err := scale(b)
		done <- out{small, err} // want "done"
	}()
	select {
	case o := <-done:
		return o.b, o.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}
