package decodeerr

import (
	"encoding/json"
	"fmt"
	"net/http"
)

type problem struct{ Title, Detail string }

func (p problem) Error() string { return p.Title + ": " + p.Detail }

func asProblem(resp *http.Response) error {
	var p problem
	if err := json.NewDecoder(resp.Body).Decode(&p); err != nil {
		return fmt.Errorf("status %d", resp.StatusCode)
	}
	return p
}

func Delete(c *http.Client, url string) error {
	req, err := http.NewRequest(http.MethodDelete, url, nil)
	if err != nil {
		return err
	}
	resp, err := c.Do(req) // want "[Bb]ody"
	if err != nil {
		return err
	}
	if resp.StatusCode >= 400 {
		return asProblem(resp)
	}
	return resp.Body.Close()
}
