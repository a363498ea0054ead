package recoverrestarts

import "log"

type Engine struct {
	jobs chan func()
	halt chan struct{}
}

func (e *Engine) once() (stopped bool) {
	defer func() {
		if r := recover(); r != nil {
			log.Print("job: ", r)
		}
	}()
	for {
		select {
		case job := <-e.jobs:
			job()
		case <-e.halt:
			return true
		}
	}
}

func (e *Engine) Start() {
	go func() { // want "."
		for { // or "."
			e.once()
		}
	}()
}
