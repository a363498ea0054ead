package varnevermade

type event struct{ name string }

// Watch calls fn for each name, one at a time.
func Watch(names []string, fn func(event)) {
	events := make(chan event)
	go func() {
		for ev := range events {
			fn(ev)
		}
	}()
	for _, n := range names {
		events <- event{n}
	}
	close(events)
}
