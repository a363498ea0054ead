package contextselectbothsides

import "context"

type Scan struct{ open func(string) error }

func (s *Scan) Ports(ctx context.Context, addrs []string) (open []string) {
	type hit struct {
		addr string
		ok   bool
	}
	hits := make(chan hit)
	for _, a := range addrs {
		go func() {
			select {
			case hits <- hit{a, s.open(a) == nil}:
			case <-ctx.Done():
			}
		}()
	}
	for range addrs {
		select {
		case h := <-hits:
			if h.ok {
				open = append(open, h.addr)
			}
		case <-ctx.Done():
			return open
		}
	}
	return open
}
