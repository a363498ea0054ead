package stream2

import (
	"encoding/json"
	"net/http"
	"time"
)

func Watch(url string, quit <-chan struct{}, each func(int)) error {
	back := time.NewTimer(0)
	defer back.Stop()
loop:
	for {
		select {
		case <-quit:
			break loop
		case <-back.C:
		}
		resp, err := http.Get(url)
		if err != nil {
			back.Reset(time.Second)
			continue
		}
		dec := json.NewDecoder(resp.Body)
		for {
			var n int
			if err := dec.Decode(&n); err != nil {
				resp.Body.Close()
				back.Reset(time.Second)
				continue loop
			}
			if n < 0 {
				resp.Body.Close()
				break loop
			}
			each(n)
		}
	}
	return nil
}
