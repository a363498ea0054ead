package receives

// It closes the channel only once it has found something.
func search(rows []string, want string, found chan struct{}) {
	for _, row := range rows {
		if row == want {
			close(found)
			return
		}
	}
}

func waitFor(rows []string, want string) {
	found := make(chan struct{})
	go search(rows, want, found)
	<-found // want "search can return without sending or closing"
}

// It gets the channel and forgets it.
func prepare(name string, _ chan bool, use func(string)) {
	use(name)
}

func ready(name string, use func(string)) {
	done := make(chan bool)
	go prepare(name, done, use)
	<-done // want "prepare gets it"
}
