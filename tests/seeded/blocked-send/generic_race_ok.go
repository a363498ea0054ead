package race2

type result[T any] struct {
	v   T
	err error
}

func Race[T any](fs ...func() (T, error)) (v T, err error) {
	c := make(chan result[T], len(fs))
	for _, f := range fs {
		go func() {
			v, err := f()
			c <- result[T]{v, err}
		}()
	}
	r := <-c
	return r.v, r.err
}
