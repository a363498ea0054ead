package fieldchanneloflocal

type job struct {
	name string
	done chan error
}

func work(j *job, limit int) {
	if len(j.name) > limit {
		return
	}
	j.done <- nil
}

// Submit runs one job and waits until it has ended.
func Submit(name string, limit int) error {
	j := &job{name: name, done: make(chan error)}
	go work(j, limit)
	return <-j.done // want "done"
}
