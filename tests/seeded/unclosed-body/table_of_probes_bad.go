package probes

import (
	"fmt"
	"io"
	"net/http"
	"strings"
)

type probe struct {
	name string
	run  func(c *http.Client, base string) error
}

var probes = []probe{
	{"root", func(c *http.Client, base string) error {
		resp, err := c.Get(base + "/") // want "[Bb]ody"
		if err != nil {
			return err
		}
		if !strings.HasPrefix(resp.Header.Get("Server"), "shop") {
			return fmt.Errorf("another server answers")
		}
		return resp.Body.Close()
	}},
	{"robots", func(c *http.Client, base string) error {
		resp, err := c.Get(base + "/robots.txt")
		if err != nil {
			return err
		}
		defer resp.Body.Close()
		_, err = io.Copy(io.Discard, resp.Body)
		return err
	}},
}
