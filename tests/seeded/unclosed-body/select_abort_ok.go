package fetchq

import (
	"context"
	"net/http"
)

type item struct {
	url  string
	done chan<- *http.Response
}

func work(quit context.Context, q <-chan item) {
	for it := range q {
		resp, err := http.Get(it.url)
		if err != nil {
			close(it.done)
			continue
		}
		select {
		case it.done <- resp:
		case <-quit.Done():
			resp.Body.Close()
			return
		}
	}
}
