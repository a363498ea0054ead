package requestwithoutctx

import (
	"context"
	"fmt"
	"net/http"
)

type Client struct {
	http *http.Client
	base string
}

func (c *Client) Delete(ctx context.Context, id string) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodDelete, c.base+id, nil)
	if err != nil {
		return err
	}
	resp, err := c.http.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.StatusCode >= 300 {
		return fmt.Errorf("delete %s: %s", id, resp.Status)
	}
	return ctx.Err()
}
