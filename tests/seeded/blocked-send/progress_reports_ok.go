package progress

import "fmt"

type chunk struct{ n int }

func Copy(chunks []chunk, write func(chunk) error) error {
	progress := make(chan int)
	errc := make(chan error, 1)
	quit := make(chan struct{})
	defer close(quit)
	go func() {
		for i, c := range chunks {
			if err := write(c); err != nil {
				errc <- err
				return
			}
			select {
			case progress <- i:
			case <-quit:
				return
			}
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
