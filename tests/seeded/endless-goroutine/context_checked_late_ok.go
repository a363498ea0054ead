package contextcheckedlate

import "context"

type Crawler struct{ fetch func(string) []string }

func (c *Crawler) Crawl(ctx context.Context, seeds []string) <-chan string {
	out := make(chan string)
	go func() {
		defer close(out)
		todo := seeds
		for {
			if len(todo) == 0 {
				return
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
