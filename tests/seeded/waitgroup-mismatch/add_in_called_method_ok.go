package pipeline

import "sync"

type Stage struct {
	wg *sync.WaitGroup
	in chan int
}

func (s *Stage) run(f func(int)) {
	defer s.wg.Done()
	for v := range s.in {
		f(v)
	}
}

func Run(stages []*Stage, f func(int)) {
	for _, s := range stages {
		s.wg.Add(1)
		go s.run(f)
	}
	for _, s := range stages {
		close(s.in)
		s.wg.Wait()
	}
}
