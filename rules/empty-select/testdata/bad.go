package selects

type server struct{ conns []func() }

// What it defers never runs.
func (s *server) serve(release func()) {
	go func() {
		defer release()
		for _, conn := range s.conns {
			conn()
		}
		select {} // want "waits forever"
	}()
}

func (s *server) hold() {
	for _, conn := range s.conns {
		conn()
	}
	select {} // want "waits forever"
}

func (s *server) Start() {
	go s.hold()
}

func keep(ready chan<- bool) {
	go func() {
		ready <- true
		func() {
			select {} // want "waits forever"
		}()
	}()
}
