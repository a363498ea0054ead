package main

import (
	"log"
	"net/http"
	_ "net/http/pprof" // also puts its pages on http.DefaultServeMux: keep that one off public ports
)

// Serves the profiles of this program to this machine: leakline capture 127.0.0.1:6060
func init() {
	go func() {
		log.Print(http.ListenAndServe("127.0.0.1:6060", nil))
	}()
}
