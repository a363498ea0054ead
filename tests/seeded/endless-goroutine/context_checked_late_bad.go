package contextcheckedlate

import (
	"context"
	"time"
)

type Crawler struct{ fetch func(string) []string }

func (c *Crawler) Crawl(ctx context.Context, seeds []string) <-chan string {
	out := make(chan string)
	go func() { // want "."
		defer close(out)
		todo := seeds
		for { // or "."
			if len(todo) == 0 {
				time.Sleep(time.Second)
				continue
			}
			u := todo[0]
			todo = append(todo[1:], c.fetch(u)...)
			select {
			case out <- u:
			case <-ctx.Done():
				todo = nil
			}
		}
	}()
	return out
}
