package spider

import "net/http"

type fetched struct {
	from string
	resp *http.Response
}

func fetch(urls <-chan string, out chan<- fetched) {
	for u := range urls {
		resp, err := http.Get(u) // want "[Bb]ody"
		if err != nil {
			continue
		}
		if resp.ContentLength > 1<<20 {
			continue
		}
		out <- fetched{u, resp}
	}
}
