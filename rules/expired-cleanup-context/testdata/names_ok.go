package cleanup

import "context"

func heldToTheEnd(c context.Context, l lease, beat <-chan struct{}) error {
	for {
		select {
		case <-c.Done():
			return l.drop(context.WithoutCancel(c)) // ok
		case <-beat:
			if err := l.renew(c); err != nil {
				return l.drop(c) // ok: not over here
			}
		}
	}
}

func copiedInTime(parent context.Context, b bucket, names []string) error {
	job, cancel := context.WithCancel(parent)
	defer cancel()
	for _, name := range names {
		if err := b.Create(job, name); err != nil {
			cancel()
			return b.Close(parent) // ok
		}
	}
	return b.Close(job) // ok
}
