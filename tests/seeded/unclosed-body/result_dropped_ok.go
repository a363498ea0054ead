package hooks

import (
	"log"
	"net/http"
	"strings"
)

type Hook struct {
	URL    string
	Secret string
}

func (h Hook) Fire(event string) {
	body := strings.NewReader(`{"event":"` + event + `"}`)
	resp, err := http.Post(h.URL, "application/json", body)
	if err != nil {
		log.Println("hook:", err)
		return
	}
	resp.Body.Close()
}
