package cleanup

import "context"

type lease struct {
	renew func(context.Context) error
	drop  func(context.Context) error
}

// Whatever the context is called.
func held(c context.Context, l lease, beat <-chan struct{}) error {
	for {
		select {
		case <-c.Done():
			return l.drop(c) // want "drop gets c, which is over already"
		case <-beat:
			if err := l.renew(c); err != nil {
				return err
			}
		}
	}
}

func copied(parent context.Context, b bucket, names []string) error {
	job, cancel := context.WithCancel(parent)
	defer cancel()
	for _, name := range names {
		if err := b.Create(job, name); err != nil {
			cancel()
			return b.Close(job) // want "Close gets job, which is over already"
		}
	}
	return b.Close(job)
}
