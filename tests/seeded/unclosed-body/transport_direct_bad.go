package proxy

import (
	"io"
	"net/http"
)

var upstream = &http.Transport{MaxIdleConnsPerHost: 32}

func forward(w http.ResponseWriter, r *http.Request) {
	out := r.Clone(r.Context())
	out.URL.Host = "backend:8080"
	res, err := upstream.RoundTrip(out) // want "[Bb]ody"
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
		return
	}
	for k, vs := range res.Header {
		for _, v := range vs {
			w.Header().Add(k, v)
		}
	}
	w.WriteHeader(res.StatusCode)
	if r.Method == http.MethodOptions {
		return
	}
	io.Copy(w, res.Body)
	res.Body.Close()
}
