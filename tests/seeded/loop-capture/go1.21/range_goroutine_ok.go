package notify

import "sync"

type Mailer interface{ Send(to string) error }

func Blast(m Mailer, addrs []string) {
	var wg sync.WaitGroup
	for _, addr := range addrs {
		wg.Add(1)
		addr := addr
		go func() {
			defer wg.Done()
			_ = m.Send(addr)
		}()
	}
	wg.Wait()
}
