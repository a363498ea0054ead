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
	resp, err := http.Get(url) // want "[Bb]ody"
	switch {
	case err != nil:
		return down, err
	case resp.StatusCode >= 500:
		return degraded, fmt.Errorf("status %d", resp.StatusCode)
	}
	defer resp.Body.Close()
	return up, nil
}
