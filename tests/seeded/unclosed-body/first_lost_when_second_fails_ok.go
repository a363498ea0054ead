package compare

import "net/http"

func Newer(a, b string) (bool, error) {
	ra, err := http.Get(a)
	if err != nil {
		return false, err
	}
	defer ra.Body.Close()
	rb, err := http.Get(b)
	if err != nil {
		return false, err
	}
	defer rb.Body.Close()
	return ra.Header.Get("Last-Modified") > rb.Header.Get("Last-Modified"), nil
}
