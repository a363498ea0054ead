package firstmatch

func Find(names []string, match func(string) bool, notify func(string)) bool {
	for _, n := range names {
		if !match(n) {
			go func() { notify(n) }() // want "n"
			continue
		}
		go func() { notify("found " + n) }()
		return true
	}
	return false
}
