package services

import "sync"

type service struct {
	wg   sync.WaitGroup
	quit chan struct{}
	loop func(<-chan struct{})
}

func StopAll(all []*service) {
	for _, s := range all {
		close(s.quit)
		s.wg.Wait()
	}
}

func StartAll(all []*service) {
	for _, s := range all {
		s.quit = make(chan struct{})
		s.wg.Add(1)
		go func() {
			defer s.wg.Done()
			s.loop(s.quit)
		}()
	}
}
