package parts

import "sync"

type disk struct{ parts [4]string }

func (d *disk) Check(check func(string)) {
	var wg sync.WaitGroup
	wg.Add(5) // want "wg|Add"
	for i := 0; i < 4; i++ {
		go func() {
			defer wg.Done()
			check(d.parts[i])
		}()
	}
	wg.Wait()
}
