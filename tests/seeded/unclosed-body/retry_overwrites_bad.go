package mirror

import (
	"errors"
	"net/http"
	"time"
)

func download(u string, sink func(*http.Response) error) error {
	wait := 100 * time.Millisecond
	for i := 0; i < 5; i++ {
		resp, err := http.Get(u) // want "[Bb]ody"
		if err != nil {
			return err
		}
		if resp.StatusCode >= 500 {
			time.Sleep(wait)
			wait *= 2
			continue
		}
		defer resp.Body.Close()
		return sink(resp)
	}
	return errors.New("too many attempts")
}
