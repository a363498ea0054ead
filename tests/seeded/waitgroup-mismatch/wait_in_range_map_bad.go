package fleets

import "sync"

type ship struct{ name string }

func (s *ship) dock() {}

func DockAll(fleets map[string][]*ship) {
	for _, ships := range fleets {
		var wg sync.WaitGroup
		for _, s := range ships {
			wg.Add(1) // or "wg"
			go func(s *ship) {
				defer wg.Done()
				s.dock()
			}(s)
			wg.Wait() // want "Wait"
		}
	}
}
