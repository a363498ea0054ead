package parts

import "sync"

type disk struct{ parts [4]string }

func (d *disk) Check(check func(string)) {
	var wg sync.WaitGroup
	wg.Add(4)
	for i := 0; i < 4; i++ {
		go func() {
			defer wg.Done()
			check(d.parts[i])
		}()
	}
	wg.Wait()
}
