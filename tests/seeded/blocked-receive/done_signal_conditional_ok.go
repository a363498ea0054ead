package donesignalconditional

type Migrator struct {
	steps []func() error
	force bool
}

func (m *Migrator) Run() (failed error) {
	done := make(chan struct{})
	go func() {
		for _, step := range m.steps {
			if err := step(); err != nil && !m.force {
				failed = err
				break
			}
		}
		close(done)
	}()
	<-done
	return failed
}
