package broken

func healthy(urls []string, get func(string)) {
	for _, u := range urls {
		go func() {
			get(u) // want "u"
		}()
	}
}

func typing(urls []string, get func(string)) {
	for _, u := range urls {
		go func() {
			get(u, // ok: not finished
		}()
	}
}
