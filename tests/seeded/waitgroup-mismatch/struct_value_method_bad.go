package valuemethod

import "sync"

type Batch struct {
	group sync.WaitGroup
	items []int
}

func (b Batch) Each(f func(int)) { // want "value|cop|group"
	for _, it := range b.items {
		b.group.Add(1)
		go func() {
			defer b.group.Done()
			f(it)
		}()
	}
}

func (b *Batch) Wait() { b.group.Wait() }
