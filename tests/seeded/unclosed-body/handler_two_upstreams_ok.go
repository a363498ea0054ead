package merge

import (
	"encoding/json"
	"net/http"
)

type Merger struct {
	left, right string
	hc          http.Client
}

func (m *Merger) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	a, err := m.hc.Get(m.left)
	if err != nil {
		http.Error(w, "left", 502)
		return
	}
	defer a.Body.Close()
	b, err := m.hc.Get(m.right)
	if err != nil {
		http.Error(w, "right", 502)
		return
	}
	defer b.Body.Close()
	var la, lb []string
	if json.NewDecoder(a.Body).Decode(&la) != nil || json.NewDecoder(b.Body).Decode(&lb) != nil {
		http.Error(w, "merge", 500)
		return
	}
	json.NewEncoder(w).Encode(append(la, lb...))
}
