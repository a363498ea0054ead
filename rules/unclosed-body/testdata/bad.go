package body

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
)

type catalog struct {
	client *http.Client
	base   string
}

// The body is read, and never closed.
func (c *catalog) price(sku string) (float64, error) {
	resp, err := http.Get(c.base + "/price/" + sku) // want "[Bb]ody"
	if err != nil {
		return 0, err
	}
	var out struct{ Cents int }
	if err := json.NewDecoder(resp.Body).Decode(&out); err != nil {
		return 0, err
	}
	return float64(out.Cents) / 100, nil
}

// Only the status matters here, the body stays open all the same.
func (c *catalog) exists(ctx context.Context, sku string) (bool, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, c.base+"/items/"+sku, nil)
	if err != nil {
		return false, err
	}
	res, err := c.client.Do(req) // want "[Bb]ody"
	if err != nil {
		return false, err
	}
	return res.StatusCode == http.StatusOK, nil
}

// The early return on a bad status forgets the body.
func (c *catalog) stock(sku string) (int, error) {
	resp, err := c.client.Get(c.base + "/stock/" + sku) // want "[Bb]ody"
	if err != nil {
		return 0, err
	}
	if resp.StatusCode != http.StatusOK {
		return 0, errors.New("stock: " + resp.Status)
	}
	n := 0
	err = json.NewDecoder(resp.Body).Decode(&n)
	resp.Body.Close()
	return n, err
}

func (c *catalog) late(sku string) (string, error) {
	resp, err := http.Get(c.base + "/late/" + sku) // want "[Bb]ody"
	if err != nil {
		return "", err
	}
	if resp.StatusCode != http.StatusOK {
		return "", errors.New(resp.Status)
	}
	defer resp.Body.Close()
	return resp.Header.Get("Content-Type"), nil
}

// Where the request fails there is no response, and the deferred call crashes.
func closedTooEarly(url string) (string, error) {
	resp, err := http.Get(url)
	defer resp.Body.Close() // want "before the error is checked"
	if err != nil {
		return "", err
	}
	return resp.Status, nil
}

// Read to its end: worth a Close, but nothing stays open.
func readWhole(url string) ([]byte, error) {
	resp, err := http.Get(url) // want "read to its end"
	if err != nil {
		return nil, err
	}
	return io.ReadAll(resp.Body)
}

type counted struct {
	io.ReadCloser
	n int
}

// The body that is handed out stands around the one of the connection.
func counting(url string) (*http.Response, error) {
	resp, err := http.Get(url)
	if err != nil {
		return nil, err
	}
	resp.Body = &counted{ReadCloser: resp.Body}
	return resp, nil
}

func usesCounting(url string) (int, error) {
	resp, err := counting(url) // want "resp.Body from counting is not closed"
	if err != nil {
		return 0, err
	}
	return resp.StatusCode, nil
}
