package smoke

import (
	"fmt"
	. "net/http"
)

func version(base string) (string, error) {
	resp, err := Get(base + "/version") // want "[Bb]ody"
	if err != nil {
		return "", err
	}
	var v string
	if _, err := fmt.Fscanln(resp.Body, &v); err != nil {
		return "", err
	}
	return v, nil
}
