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
	if _, err := http.Post(h.URL, "application/json", body); err != nil { // want "[Bb]ody"
		log.Println("hook:", err)
	}
}
