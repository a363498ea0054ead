package starts

import "context"

type svc interface {
	Run(context.Context) error
}

func Start(ctx context.Context, all map[string]svc, failed chan<- string) {
	for name, s := range all {
		go func(name string, s svc) {
			if err := s.Run(ctx); err != nil {
				failed <- name
			}
		}(name, s)
	}
}
