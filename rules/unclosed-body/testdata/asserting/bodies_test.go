package asserting

import (
	"net/http"
	"testing"

	"example.com/asserting/assert"
)

// The test expects that the request fails: then there is no response.
func TestRefused(t *testing.T) {
	_, err := http.Get("http://127.0.0.1:1") // ok
	assert.ErrorContains(t, err, "refused")
}

func TestNoServer(t *testing.T) {
	resp, err := http.Get("http://127.0.0.1:1") // ok
	assert.NotNil(t, err)
	_ = resp
}

func TestBanner(t *testing.T) {
	resp, err := http.Get("http://127.0.0.1:8080") // want "resp.Body"
	if err != nil {
		t.Fatal(err)
	}
	assert.NotEmpty(t, resp.Header)
}
