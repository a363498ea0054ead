package drainsresultsforever

type Fanin struct {
	results chan error
	errs    []error
}

func (f *Fanin) Watch(done <-chan struct{}) {
	go func() {
		for {
			select {
			case err, ok := <-f.results:
				if !ok {
					return
				}
				f.errs = append(f.errs, err)
			case <-done:
				return
			}
		}
	}()
}
