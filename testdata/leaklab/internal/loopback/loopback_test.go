package loopback

import "testing"

func TestListenTakesLoopbackAddresses(t *testing.T) {
	for _, addr := range []string{"127.0.0.1:0", "127.0.0.2:0", "localhost:0"} {
		listener, err := Listen(addr)
		if err != nil {
			t.Errorf("Listen(%q): %v", addr, err)
			continue
		}
		listener.Close()
	}
}

func TestListenRefusesEverythingElse(t *testing.T) {
	for _, addr := range []string{"0.0.0.0:0", ":0", "[::]:0", "192.0.2.1:0", "example.com:0", "127.0.0.1", ""} {
		listener, err := Listen(addr)
		if err == nil {
			listener.Close()
			t.Errorf("Listen(%q) opened %s", addr, listener.Addr())
		}
	}
}
