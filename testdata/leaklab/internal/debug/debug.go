// Package debug serves what the runtime knows about the shop: profiles, and the number of goroutines.
package debug

import (
	"encoding/json"
	"net/http"
	"net/http/pprof"
	"runtime"
)

// Handler serves net/http/pprof under /debug/pprof/ and {"goroutines": N, "go": "go1.NN"} under /runtime. A request to
// /crash ends the whole program by a panic, for the dump that it prints.
func Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/debug/pprof/", pprof.Index)
	mux.HandleFunc("/debug/pprof/cmdline", pprof.Cmdline)
	mux.HandleFunc("/debug/pprof/profile", pprof.Profile)
	mux.HandleFunc("/debug/pprof/symbol", pprof.Symbol)
	mux.HandleFunc("/debug/pprof/trace", pprof.Trace)
	mux.HandleFunc("/runtime", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		json.NewEncoder(w).Encode(map[string]any{"goroutines": runtime.NumGoroutine(), "go": runtime.Version()})
	})
	mux.HandleFunc("/crash", func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusAccepted)
		// In a goroutine of its own, since net/http recovers the panics of handlers.
		go panic("the shop was asked to crash")
	})
	return mux
}
