package body

import (
	"net/http"
	"testing"
)

type dialing struct{ inner http.RoundTripper }

func (d *dialing) RoundTrip(r *http.Request) (*http.Response, error) {
	return d.inner.RoundTrip(r)
}

type canned struct{}

func (canned) RoundTrip(r *http.Request) (*http.Response, error) {
	return &http.Response{Request: r}, nil
}

func TestDialing(t *testing.T) {
	req, _ := http.NewRequest(http.MethodGet, "https://localhost", nil)
	d := &dialing{inner: canned{}}
	resp, err := d.RoundTrip(req) // ok: a canned answer has no body
	if err != nil || resp.Request != req {
		t.Fatal(err)
	}
}

func TestPlain(t *testing.T) {
	resp, err := http.Get("https://localhost") // want "resp.Body from http.Get is not closed"
	if err != nil || resp.StatusCode != http.StatusOK {
		t.Fatal(err)
	}
}
