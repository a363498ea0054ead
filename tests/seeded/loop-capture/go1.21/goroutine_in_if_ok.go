package cond

func Start(names []string, want map[string]bool, run func(string)) {
	for _, n := range names {
		if want[n] {
			go func(n string) {
				run("prefix-" +
					n)
			}(n)
		}
	}
}
