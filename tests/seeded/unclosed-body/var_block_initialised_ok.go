package ci

import (
	"encoding/json"
	"net/http"
)

func agents(host string) (n int) {
	var (
		client    = http.Client{}
		resp, err = client.Get(host + "/agents")
	)
	if err != nil {
		return 0
	}
	if resp.StatusCode == http.StatusNoContent {
		resp.Body.Close()
		return 0
	}
	err = json.NewDecoder(resp.Body).Decode(&n)
	resp.Body.Close()
	if err != nil {
		return 0
	}
	return n
}
