package sub

import "sync"

type Hub struct {
	wg   sync.WaitGroup
	in   chan string
	quit chan struct{}
}

func (h *Hub) Start(f func(string)) {
	h.wg.Add(1)
	go func() {
		defer h.wg.Done()
		for {
			select {
			case s := <-h.in:
				f(s)
			case <-h.quit:
				return
			}
		}
	}()
}

func (h *Hub) Stop() {
	close(h.quit)
	h.wg.Wait()
}
