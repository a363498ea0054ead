package tworeceivesonesend

type conn interface {
	Version() (string, error)
}

func handshake(c conn) (string, bool) {
	ver := make(chan string)
	ready := make(chan bool)
	go func() {
		v, err := c.Version()
		ready <- err == nil
		if err == nil {
			ver <- v
		}
	}()
	ok := <-ready
	v := <-ver // want "ver"
	return v, ok
}
