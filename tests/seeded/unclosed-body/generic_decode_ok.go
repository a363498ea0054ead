package api2

import (
	"context"
	"encoding/json"
	"net/http"
)

type Client[K comparable] struct {
	hc   *http.Client
	base func(K) string
}

func Decode[T any, K comparable](ctx context.Context, c *Client[K], key K) (v T, err error) {
	req, err := http.NewRequestWithContext(ctx, "GET", c.base(key), nil)
	if err != nil {
		return v, err
	}
	resp, err := c.hc.Do(req)
	if err != nil {
		return v, err
	}
	defer resp.Body.Close()
	err = json.NewDecoder(resp.Body).Decode(&v)
	return v, err
}
