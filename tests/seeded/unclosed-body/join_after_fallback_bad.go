package cdn

import (
	"encoding/json"
	"net/http"
)

func manifest(primary, backup string) (m map[string]string, err error) {
	resp, err := http.Get(primary) // want "[Bb]ody"
	if err != nil || resp.StatusCode >= 500 {
		resp, err = http.Get(backup)
	}
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	err = json.NewDecoder(resp.Body).Decode(&m)
	return m, err
}
