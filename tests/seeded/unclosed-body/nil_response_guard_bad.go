package maybe

import (
	"fmt"
	"net/http"
)

func describe(url string) string {
	resp, err := http.Get(url) // want "[Bb]ody"
	if resp == nil {
		return fmt.Sprint("no response: ", err)
	}
	if err != nil {
		return err.Error()
	}
	return resp.Status
}
