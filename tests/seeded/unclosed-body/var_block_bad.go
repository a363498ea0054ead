package ci

import (
	"encoding/json"
	"net/http"
	"os"
)

func buildNumber() int {
	var (
		resp *http.Response
		err  error
		out  struct{ Number int }
	)
	url := os.Getenv("CI_URL")
	if url == "" {
		return -1
	}
	resp, err = http.Get(url + "/build") // want "[Bb]ody"
	if err != nil {
		return -1
	}
	if json.NewDecoder(resp.Body).Decode(&out) != nil {
		return -1
	}
	return out.Number
}
