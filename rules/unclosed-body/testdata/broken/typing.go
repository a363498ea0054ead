package broken

import "net/http"

// The file is being typed: one function is broken, the others are checked all the same.
func healthy(url string) int {
	resp, err := http.Get(url) // want "[Bb]ody"
	if err != nil {
		return 0
	}
	return resp.StatusCode
}

func typing(url string) int {
	resp, err := http.Get(url) // ok: closed, whatever will stand below
	if err != nil {
		return 0
	}
	defer resp.Body.Close()
	if resp.StatusCode == { 
	return resp.StatusCode
}

func alsoHealthy(url string) int {
	resp, err := http.Get(url) // ok
	if err != nil {
		return 0
	}
	defer resp.Body.Close()
	return resp.StatusCode
}
