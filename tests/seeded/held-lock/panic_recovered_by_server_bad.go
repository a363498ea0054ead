package panicrecoveredbyserver

import (
	"io"
	"net/http"
	"sync"
)

type Sessions struct {
	mu   sync.Mutex
	byID map[string]*session
}

type session struct{ user string }

// ServeHTTP names the session's user; net/http recovers panics of handlers.
func (s *Sessions) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	id := r.Header.Get("X-Session")
	s.mu.Lock() // want "s.mu"
	sess, ok := s.byID[id]
	if !ok {
		http.Error(w, "no session", http.StatusForbidden)
		return
	}
	user := sess.user
	s.mu.Unlock()
	io.WriteString(w, user)
}
