package buffereddraincounts

func Validate(docs []string, check func(string) error) (errs []error) {
	res := make(chan error, len(docs))
	started := 0
	for _, d := range docs {
		if d == "" {
			continue
		}
		started++
		go func() { res <- check(d) }()
	}
	for i := 0; i < started; i++ {
		if err := <-res; err != nil {
			errs = append(errs, err)
		}
	}
	return errs
}
