package events

import "sync"

type Tracker struct {
	wg   sync.WaitGroup
	open map[int]func()
	emit func(int)
}

// Begin counts an event, End uncounts it.
func (t *Tracker) Begin(id int) {
	if _, ok := t.open[id]; ok {
		return
	}
	t.wg.Add(1)
	t.open[id] = t.wg.Done
}

func (t *Tracker) End(id int) {
	if done, ok := t.open[id]; ok {
		delete(t.open, id)
		done()
	}
}

func (t *Tracker) Emit(ids []int) {
	var wg sync.WaitGroup
	for _, id := range ids {
		wg.Add(1) // want "wg|Done"
		go func() {
			if id == 0 {
				return
			}
			t.emit(id)
			wg.Done()
		}()
	}
	wg.Wait()
}

func (t *Tracker) Close() { t.wg.Wait() }
