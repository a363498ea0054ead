package sends

import (
	"context"
	"errors"
	"sync"
	"time"
)

func buffered(shop string) (quote, error) {
	ch := make(chan quote, 1)
	go func() {
		q, _ := ask(shop)
		ch <- q // ok: there is room for it
	}()
	select {
	case q := <-ch:
		return q, nil
	case <-time.After(time.Second):
		return quote{}, errors.New("too slow")
	}
}

func selecting(ctx context.Context, shop string) (quote, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	ch := make(chan quote)
	go func() {
		q, _ := ask(shop)
		select {
		case ch <- q: // ok: or the context ends
		case <-ctx.Done():
		}
	}()
	select {
	case q := <-ch:
		return q, nil
	case <-ctx.Done():
		return quote{}, ctx.Err()
	}
}

func dropping(shop string, ready <-chan struct{}) (quote, bool) {
	ch := make(chan quote)
	go func() {
		q, _ := ask(shop)
		select {
		case ch <- q: // ok: does not wait
		default:
		}
	}()
	select {
	case q := <-ch:
		return q, true
	case <-ready:
		return quote{}, false
	}
}

// As many receives as sends, and no way out of the gathering.
func gathered(shops []string) (out []quote) {
	ch := make(chan quote)
	for _, shop := range shops {
		go func() {
			q, _ := ask(shop)
			ch <- q // ok: counted
		}()
	}
	for range shops {
		out = append(out, <-ch)
	}
	return out
}

func room(shops []string) quote {
	ch := make(chan quote, len(shops))
	for _, shop := range shops {
		go func() {
			q, _ := ask(shop)
			ch <- q // ok: one slot each
		}()
	}
	return <-ch
}

func plain(shop string) error {
	done := make(chan error)
	go func() {
		_, err := ask(shop)
		done <- err // ok: always received
	}()
	return <-done
}

// Whoever gets the channel receives.
func stream(shops []string) <-chan quote {
	ch := make(chan quote)
	go func() {
		defer close(ch)
		for _, shop := range shops {
			if q, err := ask(shop); err == nil {
				ch <- q // ok: the channel leaves this function
			}
		}
	}()
	return ch
}

// The rest is drained in the background.
func drained(shops []string) quote {
	ch := make(chan quote)
	go func() {
		defer close(ch)
		for _, shop := range shops {
			q, _ := ask(shop)
			ch <- q // ok: somebody drains it
		}
	}()
	first := <-ch
	go func() {
		for range ch {
		}
	}()
	return first
}

func workers(shops []string, n int) (out []quote) {
	jobs := make(chan string)
	results := make(chan quote)
	var wg sync.WaitGroup
	for i := 0; i < n; i++ {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for shop := range jobs {
				q, _ := ask(shop)
				results <- q // ok: received until closed
			}
		}()
	}
	go func() {
		for _, shop := range shops {
			jobs <- shop // ok: the workers take all
		}
		close(jobs)
		wg.Wait()
		close(results)
	}()
	for q := range results {
		out = append(out, q)
	}
	return out
}

func oneOfTwo(shop string) error {
	errc := make(chan error, 1)
	go func() {
		_, err := ask(shop)
		if err != nil {
			errc <- err // ok
			return
		}
		errc <- nil // ok: one or the other
	}()
	return <-errc
}

func handedOut(shop string, take func(<-chan quote)) {
	ch := make(chan quote)
	take(ch)
	go func() {
		q, _ := ask(shop)
		ch <- q // ok: nobody knows who receives
	}()
}

func semaphore(shops []string, n int) {
	slots := make(chan struct{}, n)
	var wg sync.WaitGroup
	for _, shop := range shops {
		wg.Add(1)
		slots <- struct{}{} // ok: each goroutine gives its slot back
		go func() {
			defer wg.Done()
			defer func() { <-slots }()
			ask(shop)
		}()
	}
	wg.Wait()
}
