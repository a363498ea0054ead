package cond

func Start(names []string, want map[string]bool, run func(string)) {
	for _, n := range names {
		if want[n] {
			go func() {
				run("prefix-" +
					n) // want "n"
			}()
		}
	}
}
