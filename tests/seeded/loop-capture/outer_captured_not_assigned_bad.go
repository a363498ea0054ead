package steady

import "sync"

type task struct{ id int }

func Do(tasks []task, run func(task), report func(int)) {
	var wg sync.WaitGroup
	var current task
	for _, t := range tasks {
		current = t
		wg.Add(1)
		go func() {
			defer wg.Done()
			run(current) // want "current"
			report(0)
		}()
	}
	wg.Wait()
}
