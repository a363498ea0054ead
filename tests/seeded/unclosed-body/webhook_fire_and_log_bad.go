package webhookfireandlog

import (
	"bytes"
	"log/slog"
	"net/http"
)

type Hook struct {
	URLs []string
	Log  *slog.Logger
}

func (h *Hook) Fire(payload []byte) {
	for _, u := range h.URLs {
		go func() {
			resp, err := http.Post(u, "application/json", bytes.NewReader(payload)) // want "resp"
			if err != nil {
				h.Log.Warn("hook", "url", u, "err", err)
				return
			}
			if resp.StatusCode >= 300 {
				h.Log.Warn("hook", "url", u, "status", resp.Status)
			}
		}()
	}
}
