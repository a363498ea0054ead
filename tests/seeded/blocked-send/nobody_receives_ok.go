package audit2

import "log"

type entry struct{ who, what string }

func Record(store func(entry) error, e entry) {
	go func() {
		if err := store(e); err != nil {
			log.Print(err)
		}
	}()
	log.Printf("%s: %s", e.who, e.what)
}
