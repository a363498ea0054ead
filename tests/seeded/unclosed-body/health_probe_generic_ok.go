package healthprobegeneric

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
)

type probe[T any] struct {
	url    string
	client *http.Client
	decode func(io.Reader) (T, error)
}

func (p *probe[T]) get(ctx context.Context) (v T, code int, err error) {
	req, err := http.NewRequestWithContext(ctx, "GET", p.url, nil)
	if err != nil {
		return v, 0, err
	}
	resp, err := p.client.Do(req)
	if err != nil {
		return v, 0, err
	}
	defer resp.Body.Close()
	code = resp.StatusCode
	if code == http.StatusNoContent {
		return v, code, nil
	}
	v, err = p.decode(resp.Body)
	return v, code, err
}

func Ready(ctx context.Context, u string) bool {
	p := &probe[bool]{url: u, client: http.DefaultClient, decode: func(r io.Reader) (ok bool, err error) {
		err = json.NewDecoder(r).Decode(&ok)
		return
	}}
	ok, _, err := p.get(ctx)
	return ok && err == nil
}
