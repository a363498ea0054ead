package batches2

import "sync"

func Import(rows []string, size int, put func(string)) {
	var wg sync.WaitGroup
	for len(rows) > 0 {
		n := min(size, len(rows))
		batch := rows[:n]
		rows = rows[n:]
		for _, r := range batch {
			wg.Add(1) // or "wg"
			go func() {
				put(r)
				wg.Done()
			}()
			wg.Wait() // want "Wait"
		}
	}
}
