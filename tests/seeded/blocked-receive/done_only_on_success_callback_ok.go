package doneonlyonsuccesscallback

import "log"

type Job struct {
	Name string
	Do   func(done func())
}

// RunAll runs the jobs one after another; each says when it is done.
func RunAll(jobs []Job) {
	for _, j := range jobs {
		fin := make(chan struct{})
		go func() {
			defer close(fin)
			if j.Do == nil {
				return
			}
			j.Do(func() { log.Print(j.Name) })
		}()
		<-fin
	}
}
