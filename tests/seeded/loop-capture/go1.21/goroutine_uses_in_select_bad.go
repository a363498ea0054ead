package watchers

import "time"

type watch struct {
	events chan string
	quit   chan struct{}
}

func Start(ws []*watch, on func(string)) {
	for _, w := range ws {
		go func() {
			t := time.NewTicker(time.Minute)
			defer t.Stop()
			for {
				select {
				case <-t.C:
					on("tick")
				case e := <-w.events: // want "w"
					on(e)
				}
			}
		}()
	}
}
