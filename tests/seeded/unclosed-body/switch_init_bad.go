package swinit

import (
	"log"
	"net/http"
)

func classify(url string) string {
	switch resp, err := http.Get(url); { // want "[Bb]ody"
	case err != nil:
		log.Print(err)
		return "unreachable"
	case resp.StatusCode < 400:
		resp.Body.Close()
		return "fine"
	case resp.StatusCode < 500:
		return "our fault"
	default:
		resp.Body.Close()
		return "their fault"
	}
}
