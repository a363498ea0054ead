package spawner

import "sync"

func Serve(tasks []func() error, onErr func(error)) {
	var wg sync.WaitGroup
	spawn := func(f func() error) {
		wg.Add(1)
		go func() {
			if err := f(); err != nil {
				onErr(err)
			}
			wg.Done()
		}()
	}
	for _, t := range tasks {
		spawn(t)
	}
	wg.Wait()
}
