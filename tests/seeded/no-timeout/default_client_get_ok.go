package defaultclientget

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"time"
)

type Feed struct {
	URL  string
	last []byte
}

func (f *Feed) Update() error {
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, f.URL, nil)
	if err != nil {
		return err
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("feed: %s", resp.Status)
	}
	f.last, err = io.ReadAll(resp.Body)
	return err
}
