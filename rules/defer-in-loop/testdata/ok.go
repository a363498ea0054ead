package loops

import (
	"io"
	"net"
	"net/http"
	"os"
	"sync"
)

func closesEachStep(l net.Listener) error {
	for {
		c, err := l.Accept()
		if err != nil {
			return err
		}
		io.Copy(c, c)
		c.Close() // ok: not deferred
	}
}

func ownFunction(names <-chan string) {
	for name := range names {
		func() {
			f, err := os.Open(name)
			if err != nil {
				return
			}
			defer f.Close() // ok: the literal returns in each step
			io.Copy(io.Discard, f)
		}()
	}
}

func goroutineEach(l net.Listener) error {
	for {
		c, err := l.Accept()
		if err != nil {
			return err
		}
		go func() {
			defer c.Close() // ok: the goroutine returns
			io.Copy(c, c)
		}()
	}
}

func firstOf(names []string) (string, error) {
	for _, name := range names {
		f, err := os.Open(name)
		if err != nil {
			continue
		}
		defer f.Close() // ok: the loop is left right after it
		b, err := io.ReadAll(f)
		return string(b), err
	}
	return "", os.ErrNotExist
}

func untilItWorks(url string) (string, error) {
	for {
		resp, err := http.Get(url)
		if err != nil {
			continue
		}
		defer resp.Body.Close() // ok: the loop is left
		b, err := io.ReadAll(resp.Body)
		if err != nil {
			return "", err
		}
		return string(b), nil
	}
}

func breaks(names <-chan string) {
	var f *os.File
	for name := range names {
		var err error
		if f, err = os.Open(name); err != nil {
			continue
		}
		defer f.Close() // ok: the loop is left
		break
	}
	io.Copy(io.Discard, f)
}

func others(files []*os.File) {
	for _, f := range files {
		defer f.Close() // ok: somebody else opened them all, this closes them all
	}
}

func counts(wg *sync.WaitGroup, n int) {
	for i := 0; i < n; i++ {
		wg.Add(1)
		defer wg.Done() // ok: no release
	}
}

func onlyOnce(mu *sync.Mutex, names <-chan string, seen map[string]bool) {
	held := false
	for name := range names {
		if !held {
			mu.Lock()
			defer mu.Unlock() // ok: once only
			held = true
		}
		seen[name] = true
	}
}

func loggedAtTheEnd(names <-chan string) {
	for name := range names {
		defer println(name) // ok: nothing is acquired
	}
}

func lockAll(locks []*sync.Mutex, work func()) {
	for _, mu := range locks {
		mu.Lock()
		defer mu.Unlock() // ok: all are held at once, on purpose
	}
	work()
}

type slot struct{ f *os.File }

// All of them are needed until the function ends.
func openAll(next func() (string, bool), use func([]*slot)) error {
	var slots []*slot
	for {
		name, more := next()
		if !more {
			break
		}
		f, err := os.Open(name)
		if err != nil {
			return err
		}
		defer f.Close() // ok
		slots = append(slots, &slot{f: f})
	}
	use(slots)
	return nil
}
