package longpoll

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
)

type change struct{ Seq int }

func wait(c *http.Client, req *http.Request) (ch change, again bool, err error) {
	resp, err := c.Do(req)
	if errors.Is(err, context.DeadlineExceeded) {
		return ch, true, nil
	}
	if err != nil {
		return ch, false, err
	}
	if resp.StatusCode == http.StatusNoContent {
		resp.Body.Close()
		return ch, true, nil
	}
	defer resp.Body.Close()
	return ch, false, json.NewDecoder(resp.Body).Decode(&ch)
}
