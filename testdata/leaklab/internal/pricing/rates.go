package pricing

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"sync"
	"time"
)

// Rates are the bank's exchange rates against the euro, read again now and then.
type Rates struct {
	url  string
	http *http.Client

	mu     sync.Mutex
	values map[string]float64
}

// NewRates makes rates that come from the bank at base.
func NewRates(base string) *Rates {
	return &Rates{url: base + "/rates", http: &http.Client{Transport: &http.Transport{}, Timeout: 5 * time.Second}}
}

// Load reads the rates once.
func (r *Rates) Load(ctx context.Context) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, r.url, nil)
	if err != nil {
		return err
	}
	resp, err := r.http.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("the bank answered %s", resp.Status)
	}
	values := map[string]float64{}
	if err := json.NewDecoder(resp.Body).Decode(&values); err != nil {
		return err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.values = values
	return nil
}

// Follow reads the rates again every interval until ctx ends; after an error the last ones stay.
func (r *Rates) Follow(ctx context.Context, every time.Duration) {
	ticker := time.NewTicker(every)
	defer ticker.Stop()
	for {
		select {
		case <-ticker.C:
			_ = r.Load(ctx)
		case <-ctx.Done():
			return
		}
	}
}

// Of returns the rate of a currency.
func (r *Rates) Of(currency string) (float64, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	rate, ok := r.values[currency]
	return rate, ok
}
