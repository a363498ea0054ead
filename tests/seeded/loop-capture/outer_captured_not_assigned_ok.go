package steady

import "sync"

type task struct{ id int }

func Do(tasks []task, run func(task), report func(int)) {
	var wg sync.WaitGroup
	total := len(tasks)
	for _, t := range tasks {
		wg.Add(1)
		go func() {
			defer wg.Done()
			run(t)
			report(total)
		}()
	}
	wg.Wait()
}
