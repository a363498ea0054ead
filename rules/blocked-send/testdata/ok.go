package sends

import (
	"context"
	"errors"
	"net/http"
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

// Either the result is sent or what was recovered.
func guarded(shop string) (quote, error) {
	type answer struct {
		q   quote
		err error
	}
	ch := make(chan answer, 1)
	go func() {
		defer func() {
			if r := recover(); r != nil {
				ch <- answer{err: errors.New("asking failed")} // ok: instead of the other
			}
		}()
		q, err := ask(shop)
		ch <- answer{q, err} // ok: there is room for one
	}()
	select {
	case a := <-ch:
		return a.q, a.err
	case <-time.After(time.Second):
		return quote{}, errors.New("too slow")
	}
}

// It leaves the loop with its one send.
func polled(shop string) error {
	done := make(chan error, 1)
	go func() {
		for {
			q, err := ask(shop)
			if err != nil {
				done <- err // ok: the last thing it does
				return
			}
			if q.cents > 0 {
				done <- nil // ok: the last thing it does
				return
			}
			time.Sleep(time.Millisecond)
		}
	}()
	select {
	case err := <-done:
		return err
	case <-time.After(time.Second):
		return errors.New("too slow")
	}
}

// One is out at a time, and there is room for it.
func queued(shops []string, stop <-chan struct{}) {
	ch := make(chan bool, 1)
	for _, shop := range shops {
		go func() {
			_, err := ask(shop)
			ch <- err == nil // ok: there is room for the one that is out
		}()
		select {
		case <-ch:
		case <-stop:
			return
		}
	}
}

// One of the two is sent, and either is received.
func either(shop string) (quote, error) {
	quotes := make(chan quote)
	errs := make(chan error)
	go func() {
		q, err := ask(shop)
		if err != nil {
			errs <- err // ok: instead of the other
			return
		}
		quotes <- q // ok: instead of the other
	}()
	for {
		select {
		case q := <-quotes:
			return q, nil
		case err := <-errs:
			return quote{}, err
		}
	}
}

// What is recovered is sent instead.
func eitherRecovered(shop string) (q quote, err error) {
	quotes := make(chan quote)
	errs := make(chan error)
	go func() {
		defer func() {
			if r := recover(); r != nil {
				errs <- errors.New("asking failed") // ok: only after a panic
			}
		}()
		q, _ := ask(shop)
		quotes <- q // ok: else there is the error
	}()
	select {
	case q = <-quotes:
	case err = <-errs:
	}
	return q, err
}

func untilClosed(shops []string, take func(quote)) {
	ch := make(chan quote)
	go func() {
		defer close(ch)
		for _, shop := range shops {
			q, _ := ask(shop)
			ch <- q // ok: received until it is closed
		}
	}()
	for {
		q, open := <-ch
		if !open {
			return
		}
		take(q)
	}
}

func untilClosedTwo(take func(quote)) {
	ch := make(chan quote)
	go func() {
		ch <- quote{1} // ok: received until it is closed
		ch <- quote{2} // ok: received until it is closed
		close(ch)
	}()
	for {
		if q, open := <-ch; open {
			take(q)
		} else {
			break
		}
	}
}

// The senders are over when done is closed.
func untilDone(shops []string) (first error) {
	errs := make(chan error)
	done := make(chan struct{})
	var wg sync.WaitGroup
	for _, shop := range shops {
		wg.Add(1)
		go func() {
			defer wg.Done()
			if _, err := ask(shop); err != nil {
				errs <- err // ok: done comes after all of them
			}
		}()
	}
	go func() {
		wg.Wait()
		close(done)
	}()
	for {
		select {
		case err := <-errs:
			if first == nil {
				first = err
			}
		case <-done:
			return first
		}
	}
}

func untilSaid(shops []string) (out []quote) {
	ch := make(chan quote)
	said := make(chan bool)
	go func() {
		for _, shop := range shops {
			q, _ := ask(shop)
			ch <- q // ok: it says when it has sent all
		}
		said <- true // ok: always received
	}()
gathering:
	for {
		select {
		case q := <-ch:
			out = append(out, q)
		case <-said:
			break gathering
		}
	}
	return out
}

func untilLast(shops []string) (sum int) {
	ch := make(chan int)
	go func() {
		for _, shop := range shops {
			ch <- len(shop) // ok: there is one more, the last
		}
		ch <- -1 // ok: the last one is waited for
	}()
	for {
		n := <-ch
		if n < 0 {
			return sum
		}
		sum += n
	}
}

func drainedAtTheEnd(shops []string) quote {
	ch := make(chan quote)
	go func() {
		defer close(ch)
		for _, shop := range shops {
			q, _ := ask(shop)
			ch <- q // ok: the rest is received on the way out
		}
	}()
	defer func() {
		for range ch {
		}
	}()
	for q := range ch {
		if q.cents == 0 {
			return q
		}
	}
	return quote{}
}

func drainedByName(shops []string) quote {
	ch := make(chan quote)
	defer drain(ch)
	go func() {
		defer close(ch)
		for _, shop := range shops {
			q, _ := ask(shop)
			ch <- q // ok: the rest is received on the way out
		}
	}()
	for q := range ch {
		if q.cents == 0 {
			return q
		}
	}
	return quote{}
}

func drain(ch <-chan quote) {
	for range ch {
	}
}

func say(ch chan<- bool, shop string) {
	defer func() { ch <- true }()
	ask(shop)
}

// One is sent and one received in each step.
func stepByStep(shops []string) {
	for _, shop := range shops {
		ch := make(chan bool)
		go say(ch, shop) // ok: received in the same step
		<-ch
	}
}

// Made and received under the same condition.
func maybe(shop string) bool {
	var ch chan bool
	if shop != "" {
		ch = make(chan bool)
		go func() {
			ask(shop)
			ch <- true // ok: received if it was started
		}()
	}
	if ch != nil {
		return <-ch
	}
	return false
}

func drainedLater(shops []string) quote {
	ch := make(chan quote)
	go func() {
		defer close(ch)
		for _, shop := range shops {
			q, _ := ask(shop)
			ch <- q // ok: the rest is received by another goroutine
		}
	}()
	for q := range ch {
		if q.cents == 0 {
			go drain(ch)
			return q
		}
	}
	return quote{}
}

func drainedFirst(shops []string) quote {
	ch := make(chan quote)
	go func() {
		defer close(ch)
		for _, shop := range shops {
			q, _ := ask(shop)
			ch <- q // ok: the rest is received before it leaves
		}
	}()
	for q := range ch {
		if q.cents == 0 {
			drain(ch)
			return q
		}
	}
	return quote{}
}

// Each channel is left out once it is closed.
func merged(first, second []string, take func(quote)) {
	a, b := make(chan quote), make(chan quote)
	go func() {
		defer close(a)
		for _, shop := range first {
			q, _ := ask(shop)
			a <- q // ok: received until it is closed
		}
	}()
	go func() {
		defer close(b)
		for _, shop := range second {
			q, _ := ask(shop)
			b <- q // ok: received until it is closed
		}
	}()
	for a != nil || b != nil {
		select {
		case q, open := <-a:
			if !open {
				a = nil
				continue
			}
			take(q)
		case q, open := <-b:
			if !open {
				b = nil
				continue
			}
			take(q)
		}
	}
}

// Closed, or an error and then nothing more.
func closedOrFailed(shops []string) (out []quote, err error) {
	ch, errs := make(chan quote), make(chan error)
	go func() {
		for _, shop := range shops {
			q, err := ask(shop)
			if err != nil {
				errs <- err // ok: then it is not closed
				return
			}
			ch <- q // ok: received until closed or failed
		}
		close(ch)
	}()
	for {
		select {
		case q, open := <-ch:
			if !open {
				return out, nil
			}
			out = append(out, q)
		case err := <-errs:
			return nil, err
		}
	}
}

// Where it could not start there is no second value.
func inOrder(shop string) error {
	started, finished := make(chan error), make(chan error)
	go func() {
		if _, err := ask(shop); err != nil {
			started <- err // ok: always received
			return
		}
		started <- nil // ok: always received
		_, err := ask(shop)
		finished <- err // ok: received if it has started
	}()
	if err := <-started; err != nil {
		return err
	}
	return <-finished
}

// The values of a struct tell which is the last.
func untilMarked(shops []string) (out []quote) {
	type item struct {
		quote
		last bool
	}
	ch := make(chan item)
	go func() {
		for _, shop := range shops {
			q, _ := ask(shop)
			ch <- item{quote: q} // ok: there is one more
		}
		ch <- item{last: true} // ok: the last one is waited for
	}()
	for each := range ch {
		if each.last {
			break
		}
		out = append(out, each.quote)
	}
	return out
}

func twoWorkers(shop string) {
	ch := make(chan bool, 2)
	for n := int32(0); n < 2; n++ {
		go func() {
			ask(shop)
			ch <- true // ok: there is room for two
		}()
	}
	<-ch
	<-ch
}

// The group is counted down before the send.
func doneFirst(shop string) error {
	var wg sync.WaitGroup
	wg.Add(1)
	failed := make(chan error)
	go func() {
		_, err := ask(shop)
		wg.Done()
		failed <- err // ok: received after the wait
	}()
	wg.Wait()
	return <-failed
}

// Who breaks off receives the rest below.
func brokenOff(shops []string) (err error) {
	ch := make(chan quote)
	empty := false
	go func() {
		defer close(ch)
		for _, shop := range shops {
			var q quote
			if q, err = ask(shop); err != nil {
				return
			}
			ch <- q // ok: received, or drained
		}
	}()
	for q := range ch {
		if q.cents == 0 {
			empty = true
			break
		}
	}
	if err != nil {
		return err
	}
	if empty {
		for range ch {
		}
		return errors.New("empty")
	}
	return nil
}

// It leaves its loop with the send.
func poll(ch chan<- bool, shop string) {
	for {
		if _, err := ask(shop); err == nil {
			ch <- true
			return
		}
		time.Sleep(time.Millisecond)
	}
}

func polledByName(shop string) bool {
	ch := make(chan bool, 1)
	go poll(ch, shop) // ok: there is room for the one
	select {
	case <-ch:
		return true
	case <-time.After(time.Second):
		return false
	}
}

// One after the other: each is received before the next starts.
func oneAfterTheOther(here, there string) bool {
	ch := make(chan bool)
	go func() {
		ask(here)
		ch <- true // ok: received below
	}()
	select {
	case <-ch:
	}
	go func() {
		ask(there)
		ch <- true // ok: received below
	}()
	return <-ch
}

// One or the other is started.
func oneOrTheOther(shop string) bool {
	ch := make(chan bool)
	if shop == "" {
		go func() {
			ch <- false // ok: the only one
		}()
	} else {
		go func() {
			ask(shop)
			ch <- true // ok: the only one
		}()
	}
	return <-ch
}

// Both are received, whatever they say.
func bothOfTwo(here, there string) (first error) {
	errs := make(chan error)
	go func() {
		_, err := ask(here)
		errs <- err // ok: one of two
	}()
	go func() {
		_, err := ask(there)
		errs <- err // ok: one of two
	}()
	for i := 0; i < 2; i++ {
		if err := <-errs; err != nil {
			first = err
		}
	}
	return first
}

func measure(shop string) error { _, err := ask(shop); return err }

func benchWorkers(shop string) error {
	const workers = 6
	const rounds = 100
	results := make(chan error, workers)
	for range workers {
		go func() {
			for range rounds {
				if err := measure(shop); err != nil {
					results <- err // ok: it leaves, so that each worker sends once
					return
				}
			}
			results <- nil // ok
		}()
	}
	for range workers {
		if err := <-results; err != nil {
			return err
		}
	}
	return nil
}

func serve(ctx context.Context, server *http.Server) error {
	failed := make(chan error)
	go func() {
		err := server.ListenAndServe()
		if !errors.Is(err, http.ErrServerClosed) {
			failed <- err // ok: after the shutdown there is only ErrServerClosed
		}
	}()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	return server.Shutdown(context.Background())
}

// As many as there is room for: the list was made with the same number.
func firstOfAll(ask func(int) string) string {
	const clients = 5
	list := make([]int, clients)
	for i := range list {
		list[i] = i
	}
	answers := make(chan string, clients)
	for _, c := range list {
		go func(c int) {
			answers <- ask(c) // ok
		}(c)
	}
	first := <-answers
	list = append(list, clients)
	return first + ask(len(list))
}
