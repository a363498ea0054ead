package rates

import (
	"encoding/json"
	"fmt"
	"net/http"
)

// Latest asks the exchange for today's rates.
func Latest(base string) (map[string]float64, error) {
	resp, err := http.Get(base + "/latest") // want "body"
	if err != nil {
		return nil, fmt.Errorf("latest rates: %w", err)
	}
	if resp.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("latest rates: status %s", resp.Status)
	}
	var rates map[string]float64
	err = json.NewDecoder(resp.Body).Decode(&rates)
	resp.Body.Close()
	return rates, err
}
