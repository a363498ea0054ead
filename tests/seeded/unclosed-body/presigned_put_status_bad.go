package presignedputstatus

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
)

type Bucket struct {
	hc   *http.Client
	sign func(key string) (string, error)
}

func (b *Bucket) Put(ctx context.Context, key string, body io.Reader) (etag string, err error) {
	u, err := b.sign(key)
	if err != nil {
		return "", err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPut, u, body)
	if err != nil {
		return "", err
	}
	res, err := b.hc.Do(req) // want "res"
	if err != nil {
		return "", fmt.Errorf("put %s: %w", key, err)
	}
	if etag = res.Header.Get("ETag"); etag == "" {
		return "", errors.New("no etag")
	}
	return etag, nil
}
