package poll

import (
	"net/http"
	"time"
)

func waitReady(c *http.Client, req *http.Request, tries int) bool {
again:
	if tries == 0 {
		return false
	}
	tries--
	resp, err := c.Do(req)
	if err != nil {
		time.Sleep(time.Second)
		goto again
	}
	if resp.StatusCode == http.StatusServiceUnavailable {
		resp.Body.Close()
		time.Sleep(time.Second)
		goto again
	}
	resp.Body.Close()
	return resp.StatusCode < 300
}
