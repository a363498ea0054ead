package metrics

import (
	"bytes"
	"log"
	"net/http"
	"time"
)

var pusher = &http.Client{Transport: http.DefaultTransport}

func Push(gateway string, every time.Duration, gather func() []byte, quit <-chan struct{}) {
	t := time.NewTicker(every)
	defer t.Stop()
	for {
		select {
		case <-quit:
			return
		case <-t.C:
			resp, err := pusher.Post(gateway, "text/plain", bytes.NewReader(gather())) // want "[Bb]ody"
			if err != nil {
				log.Print(err)
				continue
			}
			if resp.StatusCode != 202 {
				log.Print("push: ", resp.Status)
				continue
			}
			resp.Body.Close()
		}
	}
}
