package perrequestheartbeat

import (
	"io"
	"net/http"
	"sync"
	"time"
)

type Stream struct{ every time.Duration }

// ServeHTTP sends a comment now and then so that proxies keep the stream.
func (s *Stream) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	fl, ok := w.(http.Flusher)
	if !ok {
		http.Error(w, "no streaming", http.StatusInternalServerError)
		return
	}
	var mu sync.Mutex
	go func() {
		for {
			if r.Context().Err() != nil {
				return
			}
			mu.Lock()
			io.WriteString(w, ": ping\n")
			fl.Flush()
			mu.Unlock()
			time.Sleep(s.every)
		}
	}()
	<-r.Context().Done()
}
