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
		} else {
			ver <- ""
		}
	}()
	ok := <-ready
	v := <-ver
	return v, ok
}
