package selectwithcasesbeside

import "log"

type Relay struct {
	in   chan string
	quit chan struct{}
}

func (r *Relay) Go(forward func(string) error) {
	go func() {
		for {
			select {
			case s := <-r.in:
				if err := forward(s); err != nil {
					log.Print("relay: ", err)
					select {} // want "."
				}
			case <-r.quit:
				return
			}
		}
	}()
}
