package fan2

import "net/http"

func gather(urls []string) (codes []int, err error) {
	var open []*http.Response
	defer func() {
		for _, r := range open {
			r.Body.Close()
		}
	}()
	for _, u := range urls {
		r, err := http.Get(u) // want "[Bb]ody"
		if err != nil {
			return nil, err
		}
		if r.StatusCode == 404 {
			continue
		}
		open = append(open, r)
		codes = append(codes, r.StatusCode)
	}
	return codes, nil
}
