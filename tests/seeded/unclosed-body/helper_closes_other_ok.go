package compare

import (
	"hash/crc32"
	"io"
	"net/http"
)

func sum(resp *http.Response) (uint32, error) {
	defer resp.Body.Close()
	h := crc32.NewIEEE()
	_, err := io.Copy(h, resp.Body)
	return h.Sum32(), err
}

func Same(a, b string) (bool, error) {
	ra, err := http.Get(a)
	if err != nil {
		return false, err
	}
	rb, err := http.Get(b)
	if err != nil {
		ra.Body.Close()
		return false, err
	}
	sa, err := sum(ra)
	if err != nil {
		rb.Body.Close()
		return false, err
	}
	sb, err := sum(rb)
	return sa == sb, err
}
