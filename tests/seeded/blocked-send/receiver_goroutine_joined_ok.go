package sink

import "fmt"

func Render(parts []func() string, write func(string) error) (err error) {
	lines := make(chan string)
	finished := make(chan struct{})
	go func() {
		defer close(finished)
		for l := range lines {
			if e := write(l); e != nil && err == nil {
				err = fmt.Errorf("write: %w", e)
			}
		}
	}()
	for _, p := range parts {
		lines <- p()
	}
	close(lines)
	<-finished
	return err
}
