package body

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"time"
)

func deferred(url string) error {
	resp, err := http.Get(url) // ok
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	return json.NewDecoder(resp.Body).Decode(&struct{}{})
}

func deferredClosure(url string) (err error) {
	resp, err := http.Get(url) // ok
	if err != nil {
		return err
	}
	defer func() {
		if cerr := resp.Body.Close(); err == nil {
			err = cerr
		}
	}()
	return json.NewDecoder(resp.Body).Decode(&struct{}{})
}

func guarded(url string) error {
	resp, err := http.Get(url) // ok: a client's Body is never nil
	if err != nil {
		return err
	}
	if resp.Body != nil {
		defer resp.Body.Close()
	}
	return nil
}

func guardedResponse(url string) (err error) {
	resp, err := http.Get(url) // ok: the response is nil where it failed
	if resp != nil {
		defer resp.Body.Close()
	}
	if err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, resp.Body)
	return err
}

func predicate(ctx context.Context, c *http.Client, req *http.Request) error {
	resp, err := c.Do(req.WithContext(ctx)) // ok: errors.Is(err, X) means that there is an error
	if errors.Is(err, context.Canceled) {
		return nil
	}
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

func joined(url, fallback string) error {
	resp, err := http.Get(url) // ok: at the join, either this one failed or it is still the one in resp
	if err != nil {
		resp, err = http.Get(fallback) // ok
	}
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	return nil
}

func drain(body io.ReadCloser) {
	io.Copy(io.Discard, io.LimitReader(body, 1<<16))
	body.Close()
}

func helperCloses(url string) (int, error) {
	resp, err := http.Get(url) // ok: drain closes
	if err != nil {
		return 0, err
	}
	defer drain(resp.Body)
	return resp.StatusCode, nil
}

// expect closes the body only where it returns an error.
func expect(resp *http.Response, status int) error {
	if resp.StatusCode != status {
		resp.Body.Close()
		return fmt.Errorf("got %s", resp.Status)
	}
	return nil
}

func closesOnError(url string) error {
	resp, err := http.Get(url) // ok: closed by expect, or below
	if err != nil {
		return err
	}
	if err := expect(resp, http.StatusOK); err != nil {
		return err
	}
	defer resp.Body.Close()
	return json.NewDecoder(resp.Body).Decode(&struct{}{})
}

type page struct {
	body io.ReadCloser
	url  string
}

func (p *page) Close() error { return p.body.Close() }

func wrapped(url string) (*page, error) {
	resp, err := http.Get(url) // ok: the page owns the body now
	if err != nil {
		return nil, err
	}
	return &page{body: resp.Body, url: url}, nil
}

func returned(c *http.Client, url string) (*http.Response, error) {
	return c.Get(url) // ok
}

func handedOn(urls []string) <-chan *http.Response {
	out := make(chan *http.Response)
	go func() {
		defer close(out)
		for _, u := range urls {
			resp, err := http.Get(u) // ok: sent to whoever reads
			if err != nil {
				continue
			}
			out <- resp
		}
	}()
	return out
}

func fatal(url string) int {
	resp, err := http.Get(url) // ok: Fatal does not return
	if err != nil {
		log.Fatal(err)
	}
	if resp.StatusCode != 200 {
		log.Fatalf("status %d", resp.StatusCode)
	}
	resp.Body.Close()
	return resp.StatusCode
}

func loop(c *http.Client, req *http.Request) (err error) {
	var resp *http.Response
	for i := 0; i < 3; i++ {
		resp, err = c.Do(req) // ok: closed before the next one, or below
		if err == nil && resp.StatusCode < 500 {
			break
		}
		if err == nil {
			resp.Body.Close()
			err = errors.New(resp.Status)
		}
		time.Sleep(time.Second)
	}
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	return nil
}

func recorder(h http.Handler, req *http.Request) int {
	rec := httptest.NewRecorder()
	h.ServeHTTP(rec, req)
	return rec.Result().StatusCode // ok: no connection behind it
}

// finder is a namesake: its Get and Do have nothing to do with HTTP.
type finder map[string]string

func (f finder) Get(key string) (string, error) { return f[key], nil }

func (f finder) Do(key string) (string, error) { return f.Get(key) }

func namesake(http finder) string {
	v, err := http.Get("x") // ok: not the package
	if err != nil {
		return ""
	}
	w, _ := http.Do(v) // ok: not a client
	return w
}

func ignored(url string) {
	//leakline:ignore unclosed-body the process ends right after
	resp, err := http.Get(url) // ok: suppressed
	if err == nil {
		log.Print(resp.Status)
	}
}

// Each step has a response of its own, and a closure that closes it in the end.
func deferredInLoop(urls []string) (total int64) {
	for _, url := range urls {
		resp, err := http.Get(url) // ok: closed when the function returns
		if err != nil {
			continue
		}
		defer func() {
			if err := resp.Body.Close(); err != nil {
				log.Print(err)
			}
		}()
		total += resp.ContentLength
	}
	return total
}

func byTypeOfError(url string) (string, error) {
	resp, err := http.Get(url) // ok: a case of a type is not taken by nil
	switch err := err.(type) {
	case nil:
		defer resp.Body.Close()
		return resp.Status, nil
	case interface{ Timeout() bool }:
		return "slow", nil
	default:
		return "", err
	}
}

// The closure asks first.
func closedIfThere(url string) error {
	resp, err := http.Get(url) // ok
	defer func() {
		if resp != nil {
			resp.Body.Close()
		}
	}()
	if err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, resp.Body)
	return err
}

type api struct{}

func (api) Do(req *http.Request) (*http.Response, []byte, error) {
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil, nil, err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	return resp, body, err
}

// The body was read and closed by who hands it out beside the response.
func consumed(a interface {
	Do(*http.Request) (*http.Response, []byte, error)
}, req *http.Request) (int, error) {
	resp, body, err := a.Do(req) // ok
	if err != nil {
		return 0, err
	}
	return resp.StatusCode + len(body), nil
}

// What is handed out is a copy in memory; the body itself was closed.
func buffered(url string, into any) (*http.Response, error) {
	resp, err := http.Get(url)
	if err != nil {
		return nil, err
	}
	if resp.StatusCode < 400 {
		data, err := io.ReadAll(resp.Body)
		if err != nil {
			return resp, err
		}
		resp.Body.Close()
		if err := json.Unmarshal(data, into); err != nil {
			return resp, err
		}
		resp.Body = io.NopCloser(bytes.NewBuffer(data))
	}
	return resp, nil
}

func usesBuffered(url string) (int, error) {
	var into struct{ N int }
	resp, err := buffered(url, &into) // ok
	if err != nil {
		return 0, err
	}
	return resp.StatusCode + into.N, nil
}

// Whether there is a response is asked first, and whether there is an error then.
func askedBoth(url string) (string, error) {
	resp, err := http.Get(url) // ok
	status := ""
	if resp != nil {
		status = resp.Status
	}
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	return status, nil
}
