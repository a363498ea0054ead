package mirrors

import "net/http"

func Fastest(urls []string) string {
	win := make(chan string)
	for _, u := range urls {
		go func(u string) {
			resp, err := http.Get(u)
			if err != nil {
				win <- "" // want "win"
				return
			}
			resp.Body.Close()
			win <- u // want "win"
		}(u)
	}
	for range urls {
		if u := <-win; u != "" {
			return u
		}
	}
	return ""
}
