package starts

import "context"

type svc interface {
	Run(context.Context) error
}

func Start(ctx context.Context, all map[string]svc, failed chan<- string) {
	for name, s := range all {
		go func() {
			if err := s.Run(ctx); err != nil { // want "s|name"
				failed <- "a service"
			}
		}()
		_ = name
	}
}
