package audit

import (
	stdhttp "net/http"
)

type sink interface{ Write(status int) }

func Ping(s sink, addr string) error {
	resp, err := stdhttp.Get(addr)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	s.Write(resp.StatusCode)
	return nil
}
