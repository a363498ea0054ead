package trace

import (
	"fmt"
	"net/http"
	"net/http/httputil"
	"os"
)

type Tracer struct {
	Inner http.RoundTripper
	Quiet bool
}

func (t *Tracer) Show(req *http.Request) error {
	rt := t.Inner
	if rt == nil {
		rt = http.DefaultTransport
	}
	resp, err := rt.RoundTrip(req)
	if err != nil {
		return err
	}
	if t.Quiet {
		fmt.Fprintln(os.Stderr, resp.Status, resp.Body.Close())
		return nil
	}
	dump, err := httputil.DumpResponse(resp, false)
	resp.Body.Close()
	if err != nil {
		return err
	}
	_, err = os.Stderr.Write(dump)
	return err
}
