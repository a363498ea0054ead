package mux

type frame struct{ b []byte }

func Mux(a, b <-chan frame, quit <-chan struct{}, write func(frame)) {
	var f frame
	for {
		select {
		case f = <-a:
		case f = <-b:
		case <-quit:
			return
		}
		go func() {
			write(f) // want "f"
		}()
	}
}
