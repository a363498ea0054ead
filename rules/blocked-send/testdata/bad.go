package sends

import (
	"context"
	"errors"
	"sync"
	"time"
)

type quote struct{ cents int }

func ask(shop string) (quote, error) { return quote{len(shop)}, nil }

// The caller leaves at the deadline, and then nobody receives.
func withTimeout(shop string) (quote, error) {
	ch := make(chan quote)
	go func() {
		q, _ := ask(shop)
		ch <- q // want "ch"
	}()
	select {
	case q := <-ch:
		return q, nil
	case <-time.After(time.Second):
		return quote{}, errors.New("too slow")
	}
}

func withContext(ctx context.Context, shop string) (quote, error) {
	type answer struct {
		quote
		err error
	}
	answers := make(chan answer)
	go func() {
		q, err := ask(shop)
		answers <- answer{q, err} // want "answers"
	}()
	select {
	case <-ctx.Done():
		return quote{}, ctx.Err()
	case a := <-answers:
		return a.quote, a.err
	}
}

// The first one wins, all others wait forever.
func fastest(shops []string) quote {
	ch := make(chan quote)
	for _, shop := range shops {
		go func() {
			q, _ := ask(shop)
			ch <- q // want "ch"
		}()
	}
	return <-ch
}

// The first error ends the gathering.
func all(shops []string) ([]quote, error) {
	quotes := make(chan quote)
	errs := make(chan error, len(shops))
	for _, shop := range shops {
		go func() {
			q, err := ask(shop)
			if err != nil {
				errs <- err
				return
			}
			quotes <- q // want "quotes"
		}()
	}
	var out []quote
	for range shops {
		select {
		case q := <-quotes:
			out = append(out, q)
		case err := <-errs:
			return nil, err
		}
	}
	return out, nil
}

// Nobody receives at all where the check fails.
func earlyReturn(shop string, ok func() bool) error {
	done := make(chan error)
	go func() {
		_, err := ask(shop)
		done <- err // want "done"
	}()
	if !ok() {
		return errors.New("not now")
	}
	return <-done
}

// Two sends on the failing path, and one receive.
func twice(shop string) error {
	errc := make(chan error)
	go func() {
		_, err := ask(shop)
		if err != nil {
			errc <- err
		}
		errc <- nil // want "errc"
	}()
	return <-errc
}

func noReceiver(shop string) {
	ch := make(chan quote)
	go func() {
		q, _ := ask(shop)
		ch <- q // want "ch"
	}()
}

func breaks(shops []string) (best quote) {
	ch := make(chan quote)
	go func() {
		defer close(ch)
		for _, shop := range shops {
			q, err := ask(shop)
			if err != nil {
				continue
			}
			ch <- q // want "ch"
		}
	}()
	for q := range ch {
		if q.cents == 0 {
			return q
		}
		if q.cents < best.cents {
			best = q
		}
	}
	return best
}

// Done comes after the senders, and the first error leaves before.
func firstOrDone(shops []string) error {
	errs := make(chan error)
	done := make(chan struct{})
	var wg sync.WaitGroup
	for _, shop := range shops {
		wg.Add(1)
		go func() {
			defer wg.Done()
			if _, err := ask(shop); err != nil {
				errs <- err // want "errs"
			}
		}()
	}
	go func() {
		wg.Wait()
		close(done)
	}()
	select {
	case err := <-errs:
		return err
	case <-done:
		return nil
	}
}

// Both are sent, and one is received.
func bothSent(shop string) (quote, error) {
	quotes := make(chan quote)
	errs := make(chan error)
	go func() {
		q, err := ask(shop)
		errs <- err
		quotes <- q // want "quotes"
	}()
	select {
	case q := <-quotes:
		return q, nil
	case err := <-errs:
		return quote{}, err
	}
}

// It leaves before the channel is closed.
func untilEmpty(take func(quote) bool) {
	ch := make(chan quote)
	go func() {
		defer close(ch)
		ch <- quote{1}
		ch <- quote{2} // want "ch"
	}()
	for {
		q, open := <-ch
		if !open {
			return
		}
		if !take(q) {
			return
		}
	}
}

// Two ask, and the first answer is taken.
func firstOfTwo(here, there string) quote {
	ch := make(chan quote)
	go func() {
		q, _ := ask(here)
		ch <- q // want "ch"
	}()
	go func() {
		q, _ := ask(there)
		ch <- q // want "ch"
	}()
	return <-ch
}

func firstErrorOfTwo(here, there string) error {
	errs := make(chan error)
	go func() {
		_, err := ask(here)
		errs <- err // want "errs"
	}()
	go func() {
		_, err := ask(there)
		errs <- err // want "errs"
	}()
	for i := 0; i < 2; i++ {
		if err := <-errs; err != nil {
			return err
		}
	}
	return nil
}

// Ten are sent, there is room for two, and one is taken.
func tooLittleRoom(shop string) quote {
	ch := make(chan quote, 2)
	go func() {
		for i := 0; i < 10; i++ {
			q, _ := ask(shop)
			ch <- q // want "ch"
		}
	}()
	return <-ch
}
