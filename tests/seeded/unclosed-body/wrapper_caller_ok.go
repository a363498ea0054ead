package billing

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
)

type Gateway struct {
	Client  *http.Client
	BaseURL string
	token   string
}

func (g *Gateway) post(ctx context.Context, path string, payload any) (*http.Response, error) {
	b, err := json.Marshal(payload)
	if err != nil {
		return nil, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, g.BaseURL+path, bytes.NewReader(b))
	if err != nil {
		return nil, err
	}
	req.Header.Set("Authorization", "Bearer "+g.token)
	return g.Client.Do(req)
}

// Charge books an amount in cents and tells the id of the booking.
func (g *Gateway) Charge(ctx context.Context, account string, cents int) (string, error) {
	resp, err := g.post(ctx, "/charges", map[string]any{"account": account, "cents": cents})
	if err != nil {
		return "", err
	}
	defer func() { _ = resp.Body.Close() }()
	var out struct{ ID string }
	if err := json.NewDecoder(resp.Body).Decode(&out); err != nil {
		return "", err
	}
	return out.ID, nil
}
