package tlsdialcheck

import (
	"crypto/tls"
	"time"
)

type Cert struct {
	Host    string
	Expires time.Time
}

func Check(hosts []string) (out []Cert, err error) {
	for _, h := range hosts {
		conn, err := tls.Dial("tcp", h+":443", &tls.Config{ServerName: h})
		if err != nil {
			return out, err
		}
		state := conn.ConnectionState()
		if len(state.PeerCertificates) == 0 {
			conn.Close()
			continue
		}
		out = append(out, Cert{h, state.PeerCertificates[0].NotAfter})
		if err := conn.Close(); err != nil {
			return out, err
		}
	}
	return out, nil
}
