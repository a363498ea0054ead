package audit2

import "log"

type entry struct{ who, what string }

func Record(store func(entry) error, e entry) {
	failed := make(chan error)
	go func() {
		if err := store(e); err != nil {
			failed <- err // want "failed"
		}
	}()
	log.Printf("%s: %s", e.who, e.what)
}
