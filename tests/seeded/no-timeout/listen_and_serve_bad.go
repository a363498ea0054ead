package listenandserve

import (
	"io"
	"net/http"
)

type API struct{ mux *http.ServeMux }

func (a *API) Routes() {
	a.mux.HandleFunc("/ping", func(w http.ResponseWriter, r *http.Request) {
		io.WriteString(w, "pong")
	})
}

// Serve serves until the port fails.
func (a *API) Serve(addr string) error {
	a.Routes()
	return http.ListenAndServe(addr, a.mux) // want "ListenAndServe"
}
