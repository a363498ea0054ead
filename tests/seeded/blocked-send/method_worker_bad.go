package fetchers

import (
	"errors"
	"time"
)

type Fetcher struct{ get func(string) ([]byte, error) }

type page struct {
	b   []byte
	err error
}

func (f *Fetcher) fetch(url string, out chan<- page) {
	b, err := f.get(url)
	out <- page{b, err} // want "out|pages"
}

func (f *Fetcher) Fetch(url string) ([]byte, error) {
	pages := make(chan page)
	go f.fetch(url, pages) // or "pages"
	select {
	case p := <-pages:
		return p.b, p.err
	case <-time.After(time.Second):
		return nil, errors.New("timeout")
	}
}
