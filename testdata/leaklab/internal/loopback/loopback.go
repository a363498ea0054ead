// Package loopback opens listeners that only this machine can reach.
package loopback

import (
	"fmt"
	"net"
)

// Listen opens a TCP listener on addr and refuses every address that is not a loopback one, the empty host
// (all interfaces) included.
func Listen(addr string) (net.Listener, error) {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return nil, fmt.Errorf("cannot listen on %q: %w; give it as 127.0.0.1:PORT", addr, err)
	}
	if ip := net.ParseIP(host); host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return nil, fmt.Errorf("will not listen on %q: the shop leaks on purpose and serves this machine only; use 127.0.0.1:PORT", addr)
	}
	listener, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, err
	}
	if bound, ok := listener.Addr().(*net.TCPAddr); !ok || !bound.IP.IsLoopback() {
		listener.Close()
		return nil, fmt.Errorf("will not listen on %q: it stands for %s, which other machines can reach; use 127.0.0.1:PORT", addr, listener.Addr())
	}
	return listener, nil
}
