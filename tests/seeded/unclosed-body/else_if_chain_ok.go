package tracker

import (
	"fmt"
	"io"
	"net/http"
)

type Announce struct {
	Peers []byte
	Note  string
}

func announce(c *http.Client, u string) (a Announce, err error) {
	resp, err := c.Get(u)
	if err != nil {
		return a, err
	} else if resp.StatusCode == 429 {
		resp.Body.Close()
		return a, fmt.Errorf("slow down")
	} else if resp.StatusCode != 200 {
		resp.Body.Close()
		return a, fmt.Errorf("tracker: %d", resp.StatusCode)
	}
	a.Peers, err = io.ReadAll(resp.Body)
	resp.Body.Close()
	return a, err
}
