package objects

import (
	"bufio"
	"fmt"
	"io"
	"net/http"
)

func open(url string) (io.ReadCloser, error) {
	resp, err := http.Get(url)
	if err != nil {
		return nil, err
	}
	if resp.StatusCode != http.StatusOK {
		resp.Body.Close()
		return nil, fmt.Errorf("open %s: %s", url, resp.Status)
	}
	return resp.Body, nil
}

func firstLine(url string) (string, error) {
	rc, err := open(url)
	if err != nil {
		return "", err
	}
	defer rc.Close()
	return bufio.NewReader(rc).ReadString('\n')
}
