package audit

import (
	stdhttp "net/http"
)

type sink interface{ Write(status int) }

func Ping(s sink, addr string) error {
	resp, err := stdhttp.Get(addr) // want "[Bb]ody"
	if err != nil {
		return err
	}
	s.Write(resp.StatusCode)
	return nil
}
