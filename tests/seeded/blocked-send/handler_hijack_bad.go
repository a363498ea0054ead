package jobsapi

import (
	"encoding/json"
	"net/http"
	"time"
)

type job func() (int, error)

func Handler(j job, limit time.Duration) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		type done struct {
			N   int
			Err error
		}
		result := make(chan done)
		go func() {
			n, err := j()
			result <- done{n, err} // want "result"
		}()
		select {
		case d := <-result:
			if d.Err != nil {
				http.Error(w, d.Err.Error(), http.StatusInternalServerError)
				return
			}
			json.NewEncoder(w).Encode(d.N)
		case <-time.After(limit):
			w.WriteHeader(http.StatusGatewayTimeout)
		case <-r.Context().Done():
		}
	}
}
