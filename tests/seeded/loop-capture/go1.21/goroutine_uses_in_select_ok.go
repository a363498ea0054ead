package watchers

import "time"

type watch struct {
	events chan string
	quit   chan struct{}
}

func Start(ws []*watch, on func(string)) {
	for _, w := range ws {
		go func(w *watch) {
			t := time.NewTicker(time.Minute)
			defer t.Stop()
			for {
				select {
				case <-t.C:
					on("tick")
				case e := <-w.events:
					on(e)
				}
			}
		}(w)
	}
}
