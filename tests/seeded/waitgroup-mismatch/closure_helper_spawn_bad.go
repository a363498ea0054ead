package spawner

import "sync"

func Serve(tasks []func() error, onErr func(error)) {
	var wg sync.WaitGroup
	spawn := func(f func() error) {
		wg.Add(1) // want "Done|wg"
		go func() {
			if err := f(); err != nil {
				onErr(err)
				return
			}
			wg.Done()
		}()
	}
	for _, t := range tasks {
		spawn(t)
	}
	wg.Wait()
}
