package callbacks

import "sync"

type queue interface {
	Push(job string, done func())
}

func PushAll(q queue, jobs []string, local func(string)) {
	var wg sync.WaitGroup
	for _, j := range jobs {
		wg.Add(1)
		q.Push(j, wg.Done)
	}
	wg.Add(1) // want "wg|Done"
	go func() {
		if len(jobs) == 0 {
			return
		}
		local(jobs[0])
		wg.Done()
	}()
	wg.Wait()
}
