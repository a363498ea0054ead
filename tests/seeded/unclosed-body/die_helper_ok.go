package dies

import (
	"fmt"
	"net/http"
	"os"
)

func die(format string, args ...any) {
	fmt.Fprintf(os.Stderr, format, args...)
	os.Exit(1)
}

func warn(format string, args ...any) {
	fmt.Fprintf(os.Stderr, format, args...)
}

func fetch(url string) (size int64) {
	resp, err := http.Get(url)
	if err != nil {
		die("%s: %v\n", url, err)
	}
	if resp.StatusCode != 200 {
		die("%s: %s\n", url, resp.Status)
		return 0
	}
	size = resp.ContentLength
	resp.Body.Close()
	return size
}
