package joinediniterationold

import "time"

// Steps runs each step on a goroutine of its own and waits for it.
func Steps(names []string, do func(string) error) (errs []error) {
	for _, n := range names {
		res := make(chan error, 1)
		go func() { res <- do(n) }()
		errs = append(errs, <-res)
	}
	late := make(chan error, len(names))
	for _, n := range names {
		time.AfterFunc(time.Millisecond, func() {
			late <- do(n) // want "n"
		})
	}
	for range names {
		errs = append(errs, <-late)
	}
	return errs
}
