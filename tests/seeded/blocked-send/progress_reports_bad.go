package progress

import "fmt"

type chunk struct{ n int }

func Copy(chunks []chunk, write func(chunk) error) error {
	progress := make(chan int)
	errc := make(chan error, 1)
	go func() {
		for i, c := range chunks {
			if err := write(c); err != nil {
				errc <- err
				return
			}
			progress <- i // want "progress"
		}
		errc <- nil
	}()
	for {
		select {
		case i := <-progress:
			if i*2 == len(chunks) {
				return fmt.Errorf("stopped half way")
			}
		case err := <-errc:
			return err
		}
	}
}
