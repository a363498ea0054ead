package tailer

import (
	"bufio"
	"net/http"
)

// Tail streams lines until the server ends or stop is closed.
func Tail(url string, stop <-chan struct{}) (<-chan string, error) {
	resp, err := http.Get(url) // want "[Bb]ody"
	if err != nil {
		return nil, err
	}
	if resp.StatusCode != http.StatusOK {
		return nil, http.ErrNotSupported
	}
	out := make(chan string)
	go func() {
		defer close(out)
		defer resp.Body.Close()
		for sc := bufio.NewScanner(resp.Body); sc.Scan(); {
			select {
			case out <- sc.Text():
			case <-stop:
				return
			}
		}
	}()
	return out, nil
}
