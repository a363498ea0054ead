package ci

import (
	"encoding/json"
	"net/http"
)

func agents(host string) (n int) {
	var (
		client    = http.Client{}
		resp, err = client.Get(host + "/agents") // want "[Bb]ody"
	)
	if err != nil {
		return 0
	}
	if resp.StatusCode == http.StatusNoContent {
		resp.Body.Close()
		return 0
	}
	if json.NewDecoder(resp.Body).Decode(&n) != nil {
		return 0
	}
	resp.Body.Close()
	return n
}
