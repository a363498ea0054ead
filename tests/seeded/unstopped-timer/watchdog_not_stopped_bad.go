package watchdognotstopped

import (
	"net"
	"time"
)

// Guarded runs fn and closes conn if it takes longer than limit.
func Guarded(conn net.Conn, limit time.Duration, fn func(net.Conn) error) error {
	t := time.AfterFunc(limit, func() { conn.Close() }) // want "t"
	if err := fn(conn); err != nil {
		return err
	}
	t.Stop()
	return nil
}
