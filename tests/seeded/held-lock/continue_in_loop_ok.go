package continueinloop

import "sync"

type entry struct {
	sync.Mutex
	hits  int
	dirty bool
}

type Table struct{ rows []*entry }

// Flush writes the dirty rows.
func (t *Table) Flush(write func(int) error) error {
	for i, e := range t.rows {
		e.Lock()
		if !e.dirty {
			e.Unlock()
			continue
		}
		err := write(i)
		e.dirty = err != nil
		e.Unlock()
		if err != nil {
			return err
		}
	}
	return nil
}
