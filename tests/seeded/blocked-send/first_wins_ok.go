package mirrors

import "net/http"

func Fastest(urls []string) string {
	win := make(chan string, len(urls))
	for _, u := range urls {
		go func(u string) {
			resp, err := http.Get(u)
			if err != nil {
				win <- ""
				return
			}
			resp.Body.Close()
			win <- u
		}(u)
	}
	for range urls {
		if u := <-win; u != "" {
			return u
		}
	}
	return ""
}
