// Package supplier asks the supplier's service what it can deliver, and when.
package supplier

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
)

// Client talks to one supplier.
type Client struct {
	base    string
	http    *http.Client
	closing bool
}

// New makes a client of the service at base. With closing set it gives every connection back, also after an error.
func New(base string, closing bool) *Client {
	return &Client{base: base, http: &http.Client{Transport: &http.Transport{}}, closing: closing}
}

// Availability is the supplier's answer for one product.
type Availability struct {
	SKU  string `json:"sku"`
	Days int    `json:"days"`
}

// Availability says in how many days the supplier can deliver sku.
func (c *Client) Availability(sku string) (Availability, error) {
	if c.closing {
		return c.askAndClose(sku)
	}
	return c.ask(sku)
}

func (c *Client) ask(sku string) (Availability, error) {
	var answer Availability
	resp, err := c.http.Get(c.base + "/availability?sku=" + url.QueryEscape(sku)) // leak: body
	if err != nil {
		return answer, err
	}
	if resp.StatusCode != http.StatusOK {
		return answer, fmt.Errorf("the supplier answered %s for %s", resp.Status, sku)
	}
	defer resp.Body.Close()
	err = json.NewDecoder(resp.Body).Decode(&answer)
	return answer, err
}

func (c *Client) askAndClose(sku string) (Availability, error) {
	var answer Availability
	resp, err := c.http.Get(c.base + "/availability?sku=" + url.QueryEscape(sku))
	if err != nil {
		return answer, err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return answer, fmt.Errorf("the supplier answered %s for %s", resp.Status, sku)
	}
	err = json.NewDecoder(resp.Body).Decode(&answer)
	return answer, err
}
