package passedbyvaluemethod

import "sync"

type batch struct{ ids []int }

func (b batch) each(wg *sync.WaitGroup, fn func(int)) {
	defer wg.Done()
	for _, id := range b.ids {
		fn(id)
	}
}

func Process(batches []batch, fn func(int)) {
	var wg sync.WaitGroup
	for _, b := range batches {
		wg.Add(1)
		go b.each(&wg, fn)
	}
	wg.Wait()
}
