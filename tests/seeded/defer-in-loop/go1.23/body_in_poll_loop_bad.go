package bodyinpollloop

import (
	"context"
	"net/http"
	"time"
)

type Poller struct {
	client *http.Client
	url    string
	every  time.Duration
}

func (p *Poller) Poll(ctx context.Context) error {
	for {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, p.url, nil)
		if err != nil {
			return err
		}
		resp, err := p.client.Do(req)
		if err != nil {
			return err
		}
		defer resp.Body.Close() // want "resp"
		if resp.StatusCode == http.StatusOK {
			return nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(p.every):
		}
	}
}
