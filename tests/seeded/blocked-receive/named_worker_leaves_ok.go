package namedworkerleaves

import (
	"context"
	"log"
	"strings"
)

func produce(ctx context.Context, urls []string, out chan<- string) {
	defer close(out)
	for _, u := range urls {
		if strings.HasPrefix(u, "ftp:") {
			log.Print("cannot do ftp")
			return
		}
		select {
		case out <- u:
		case <-ctx.Done():
			return
		}
	}
}

// Hosts returns the host part of all URLs.
func Hosts(ctx context.Context, urls []string) []string {
	ch := make(chan string)
	go produce(ctx, urls, ch)
	var hosts []string
	for u := range ch {
		if _, rest, ok := strings.Cut(u, "://"); ok {
			hosts = append(hosts, rest)
		}
	}
	return hosts
}
