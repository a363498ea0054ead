package short

import (
	"net/http"
	"strings"
)

func IsHTML(url string) bool {
	r, err := http.Get(url) // want "[Bb]ody"
	return err == nil && strings.HasPrefix(r.Header.Get("Content-Type"), "text/html")
}
