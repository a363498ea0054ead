package handlers2

import (
	"context"
	"net/http"
	"time"
)

type backend func(ctx context.Context, path string) ([]byte, error)

func Handler(b backend, limit time.Duration) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), limit) // want "cancel"
		data, err := b(ctx, r.URL.Path)
		if err != nil {
			http.Error(w, err.Error(), 502)
			return
		}
		cancel()
		w.Write(data)
	})
}
