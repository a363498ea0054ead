package compare

import "net/http"

func Newer(a, b string) (bool, error) {
	ra, err := http.Get(a) // want "[Bb]ody"
	if err != nil {
		return false, err
	}
	rb, err := http.Get(b)
	if err != nil {
		return false, err
	}
	defer ra.Body.Close()
	defer rb.Body.Close()
	return ra.Header.Get("Last-Modified") > rb.Header.Get("Last-Modified"), nil
}
