package body

import (
	"bufio"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	stdhttp "net/http"
	"strings"
	"time"
)

// doer is what a test replaces; its responses are as real as the client's.
type doer interface {
	Do(*stdhttp.Request) (*stdhttp.Response, error)
}

func viaInterface(d doer, req *stdhttp.Request) (int, error) {
	resp, err := d.Do(req) // want "[Bb]ody"
	if err != nil {
		return 0, err
	}
	return resp.StatusCode, nil
}

func retry(c *stdhttp.Client, url string) (*stdhttp.Response, error) {
	for attempt := 0; attempt < 3; attempt++ {
		resp, err := c.Get(url) // want "[Bb]ody"
		if err != nil {
			return nil, err
		}
		if resp.StatusCode < 500 {
			return resp, nil
		}
		time.Sleep(time.Second)
	}
	return nil, errors.New("gave up on " + url)
}

func caller(c *stdhttp.Client, url string) error {
	resp, err := retry(c, url) // want "[Bb]ody"
	if err != nil {
		return err
	}
	fmt.Println(resp.Status)
	return nil
}

func dropped(url string) {
	stdhttp.Post(url, "text/plain", strings.NewReader("done")) // want "[Bb]ody"
}

func blank(url string) bool {
	_, err := stdhttp.Get(url) // want "[Bb]ody"
	return err == nil
}

func mergedCheck(url string) error {
	resp, err := stdhttp.Get(url) // want "[Bb]ody"
	if err != nil || resp.StatusCode != 200 {
		return fmt.Errorf("%s: no answer", url)
	}
	defer resp.Body.Close()
	return nil
}

func elseIf(url string) string {
	resp, err := stdhttp.Get(url) // want "[Bb]ody"
	if err != nil {
		return err.Error()
	} else if resp.StatusCode == stdhttp.StatusNotFound {
		return "missing"
	} else {
		defer resp.Body.Close()
		return resp.Status
	}
}

func inner(url string, out *string) {
	if resp, err := stdhttp.Get(url); err == nil { // want "[Bb]ody"
		*out = resp.Header.Get("Etag")
	}
}

func checkOnly(resp *stdhttp.Response) error {
	if resp.StatusCode >= 400 {
		return errors.New(resp.Status)
	}
	return nil
}

func helperReads(url string) error {
	resp, err := stdhttp.Get(url) // want "[Bb]ody"
	if err != nil {
		return err
	}
	return checkOnly(resp)
}

func unpack(url string) (io.Reader, error) {
	resp, err := stdhttp.Get(url) // want "[Bb]ody"
	if err != nil {
		return nil, err
	}
	zr, err := gzip.NewReader(resp.Body)
	if err != nil {
		return nil, err
	}
	return zr, nil
}

func secondRequest(c *stdhttp.Client, url string) error {
	resp, err := c.Get(url)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	next := resp.Header.Get("Location")
	if next == "" {
		return nil
	}
	resp, err = c.Get(next) // want "[Bb]ody"
	if err != nil {
		return err
	}
	return json.NewDecoder(resp.Body).Decode(&struct{}{})
}

func lines(urls []string, each func(string) bool) error {
	for _, u := range urls {
		resp, err := stdhttp.Get(u) // want "[Bb]ody"
		if err != nil {
			return err
		}
		for sc := bufio.NewScanner(resp.Body); sc.Scan(); {
			if !each(sc.Text()) {
				return nil
			}
		}
		resp.Body.Close()
	}
	return nil
}

func literal(urls <-chan string) {
	go func() {
		for u := range urls {
			resp, err := stdhttp.Get(u) // want "[Bb]ody"
			if err != nil {
				log.Print(err)
				continue
			}
			log.Print(u, " ", resp.StatusCode)
		}
	}()
}

// Harmless by itself, since cancel frees the connection: information only.
func bound(ctx context.Context, c *stdhttp.Client, url string) (int, error) {
	ctx, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	req, err := stdhttp.NewRequestWithContext(ctx, stdhttp.MethodGet, url, nil)
	if err != nil {
		return 0, err
	}
	resp, err := c.Do(req) // want "freed when"
	if err != nil {
		return 0, err
	}
	return resp.StatusCode, nil
}

// No body follows a HEAD: information only.
func headOnly(c *stdhttp.Client, url string) (string, error) {
	req, err := stdhttp.NewRequest(stdhttp.MethodHead, url, nil)
	if err != nil {
		return "", err
	}
	resp, err := c.Do(req) // want "no body follows"
	if err != nil {
		return "", err
	}
	return resp.Header.Get("Etag"), nil
}
