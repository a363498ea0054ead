package flagged

import (
	"net/http"
)

func Try(url string, strict bool) (err error) {
	var resp *http.Response
	opened := false
	if url != "" {
		if resp, err = http.Get(url); err == nil {
			opened = true
		}
	}
	if strict && err != nil {
		return err
	}
	if opened {
		resp.Body.Close()
	}
	return nil
}
