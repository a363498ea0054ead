package localcount

import "sync"

func Hammer(call func() error) []error {
	var wg sync.WaitGroup
	clients := 8
	errs := make(chan error, clients)
	wg.Add(clients) // want "Done|wg"
	for i := 0; i < clients; i++ {
		go func() {
			for j := 0; j < 3; j++ {
				if err := call(); err != nil {
					errs <- err
					return
				}
			}
			wg.Done()
		}()
	}
	go func() {
		wg.Wait()
		close(errs)
	}()
	var all []error
	for err := range errs {
		all = append(all, err)
	}
	return all
}
