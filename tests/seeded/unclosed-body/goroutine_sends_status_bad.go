package uptime

import (
	"net/http"
	"sync"
)

type Status struct {
	URL  string
	Code int
	Err  error
}

func CheckAll(urls []string) []Status {
	out := make(chan Status, len(urls))
	var wg sync.WaitGroup
	for _, u := range urls {
		wg.Add(1)
		go func(u string) {
			defer wg.Done()
			resp, err := http.Get(u) // want "[Bb]ody"
			if err != nil {
				out <- Status{URL: u, Err: err}
				return
			}
			out <- Status{URL: u, Code: resp.StatusCode}
		}(u)
	}
	wg.Wait()
	close(out)
	var all []Status
	for s := range out {
		all = append(all, s)
	}
	return all
}
