package sends

// Each worker goes on after it has sent, so that it sends a hundred times.
func everyRound(shop string) (failed int) {
	const workers = 6
	const rounds = 100
	results := make(chan error, workers)
	for range workers {
		go func() {
			for range rounds {
				results <- measure(shop) // want "600 values are sent, and 6 received"
			}
		}()
	}
	for range workers {
		if err := <-results; err != nil {
			failed++
		}
	}
	return failed
}
