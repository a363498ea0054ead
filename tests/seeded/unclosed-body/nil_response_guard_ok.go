package maybe

import (
	"fmt"
	"net/http"
)

func describe(url string) string {
	resp, err := http.Get(url)
	if resp != nil {
		defer resp.Body.Close()
	}
	if err != nil {
		return fmt.Sprint("no response: ", err)
	}
	return resp.Status
}
