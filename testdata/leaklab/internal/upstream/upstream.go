// Package upstream is the outside world of the shop in one stub: the supplier that knows what can be delivered
// and the bank that publishes exchange rates. It serves on loopback, from the same process.
package upstream

import (
	"context"
	"encoding/json"
	"net"
	"net/http"
	"time"
)

// Start serves the stub on listener until ctx ends.
func Start(ctx context.Context, listener net.Listener) {
	mux := http.NewServeMux()
	mux.HandleFunc("/availability", availability)
	mux.HandleFunc("/rates", rates)
	server := &http.Server{Handler: mux, ReadHeaderTimeout: 5 * time.Second}
	context.AfterFunc(ctx, func() { server.Close() })
	go server.Serve(listener)
}

// availability answers for what the supplier stocks. What is made to order has to be asked for later: the answer is
// an error with a text, and the supplier hangs up, as a busy service behind a balancer does.
func availability(w http.ResponseWriter, r *http.Request) {
	sku := r.URL.Query().Get("sku")
	w.Header().Set("Content-Type", "application/json")
	if sku == "samovar" {
		w.Header().Set("Connection", "close")
		w.Header().Set("Retry-After", "120")
		w.WriteHeader(http.StatusServiceUnavailable)
		json.NewEncoder(w).Encode(map[string]string{"error": "made to order, ask again later", "sku": sku})
		return
	}
	json.NewEncoder(w).Encode(map[string]any{"sku": sku, "days": 2})
}

func rates(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	json.NewEncoder(w).Encode(map[string]float64{"EUR": 1, "USD": 1.08, "GBP": 0.84})
}
