package probe2

import (
	"fmt"
	"net/http"
)

type verdict int

const (
	down verdict = iota
	degraded
	up
)

func judge(url string) (verdict, error) {
	resp, err := http.Get(url)
	switch {
	case err != nil:
		return down, err
	case resp.StatusCode >= 500:
		resp.Body.Close()
		return degraded, fmt.Errorf("status %d", resp.StatusCode)
	}
	defer resp.Body.Close()
	return up, nil
}
