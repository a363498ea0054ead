package firstmatch

func Find(names []string, match func(string) bool, notify func(string)) bool {
	for _, n := range names {
		if !match(n) {
			m := n
			go func() { notify(m) }()
			continue
		}
		go func() { notify("found " + n) }()
		return true
	}
	return false
}
