package waits

import (
	"errors"
	"log"
	"sync"
	"testing"
)

type task struct{ name string }

func (t task) run() error { return nil }

// Wait may come before the first Add.
func addInside(tasks []task) {
	var wg sync.WaitGroup
	for _, t := range tasks {
		go func() {
			wg.Add(1) // want "Add"
			defer wg.Done()
			t.run()
		}()
	}
	wg.Wait()
}

func doneMissing(tasks []task) {
	var wg sync.WaitGroup
	for _, t := range tasks {
		wg.Add(1) // want "Done|wg"
		go func() {
			if err := t.run(); err != nil {
				log.Print(err)
			}
		}()
	}
	wg.Wait()
}

func doneSkipped(tasks []task, out chan<- string) {
	var wg sync.WaitGroup
	for _, t := range tasks {
		wg.Add(1) // want "Done|wg"
		go func() {
			if err := t.run(); err != nil {
				return
			}
			out <- t.name
			wg.Done()
		}()
	}
	wg.Wait()
	close(out)
}

// The panic is caught, so the process lives on and Wait never returns.
func donePanics(tasks []task) {
	var wg sync.WaitGroup
	for _, t := range tasks {
		wg.Add(1) // want "Done|wg"
		go func() {
			defer func() {
				if r := recover(); r != nil {
					log.Print(r)
				}
			}()
			if t.run() != nil {
				panic("task " + t.name)
			}
			wg.Done()
		}()
	}
	wg.Wait()
}

func addWithoutLaunch(tasks []task) error {
	var wg sync.WaitGroup
	for _, t := range tasks {
		wg.Add(1) // want "Add|wg"
		if t.name == "" {
			continue
		}
		go func() {
			defer wg.Done()
			t.run()
		}()
	}
	wg.Wait()
	return nil
}

func counted(first, second task) {
	var wg sync.WaitGroup
	wg.Add(3) // want "Add|wg"
	go func() {
		defer wg.Done()
		first.run()
	}()
	go func() {
		defer wg.Done()
		second.run()
	}()
	wg.Wait()
}

// Each iteration waits for its own goroutine: nothing runs side by side.
func waitsInLoop(tasks []task) {
	var wg sync.WaitGroup
	for _, t := range tasks {
		wg.Add(1)
		go func() {
			defer wg.Done()
			t.run()
		}()
		wg.Wait() // want "Wait"
	}
}

func work(wg sync.WaitGroup, t task) { // want "value|cop"
	defer wg.Done()
	t.run()
}

func byValue(tasks []task) {
	var wg sync.WaitGroup
	for _, t := range tasks {
		wg.Add(1)
		go work(wg, t)
	}
	wg.Wait()
}

type pool struct {
	wg   sync.WaitGroup
	jobs chan task
}

func (p *pool) start(n int) {
	for i := 0; i < n; i++ {
		go p.loop()
	}
}

func (p *pool) loop() {
	p.wg.Add(1) // want "Add"
	defer p.wg.Done()
	for t := range p.jobs {
		t.run()
	}
}

func (p *pool) stop() {
	close(p.jobs)
	p.wg.Wait()
}

func runOne(wg *sync.WaitGroup, t task) error {
	if t.name == "" {
		return errors.New("no name")
	}
	defer wg.Done()
	return t.run()
}

func helperSkips(tasks []task) {
	var wg sync.WaitGroup
	wg.Add(len(tasks)) // want "Done|wg"
	for _, t := range tasks {
		go func() {
			if err := runOne(&wg, t); err != nil {
				log.Print(err)
			}
		}()
	}
	wg.Wait()
}

func fatalInTest(t *testing.T, tasks []task) {
	var wg sync.WaitGroup
	for _, one := range tasks {
		wg.Add(1) // want "Done|wg"
		go func() {
			if err := one.run(); err != nil {
				t.Fatal(err)
			}
			wg.Done()
		}()
	}
	wg.Wait()
}

func breaksOff(tasks []task) {
	var wg sync.WaitGroup
	wg.Add(len(tasks)) // want "every element"
	for _, t := range tasks {
		if t.name == "" {
			break
		}
		go func() {
			defer wg.Done()
			t.run()
		}()
	}
	wg.Wait()
}

func forgets(wg *sync.WaitGroup, t task) { t.run() }

func helperForgets(tasks []task) {
	var wg sync.WaitGroup
	for _, t := range tasks {
		wg.Add(1) // want "never calls Done"
		go forgets(&wg, t)
	}
	wg.Wait()
}

// Leaving by done is counted, leaving by quit is not.
func twoWaysOut(quit, done <-chan struct{}) {
	var wg sync.WaitGroup
	wg.Add(1) // want "skipped"
	go func() {
		for {
			select {
			case <-quit:
				return
			case <-done:
				wg.Done()
				return
			}
		}
	}()
	wg.Wait()
}

// The panic of the task is caught, and Done stands behind it.
func taskPanics(tasks []task) {
	var wg sync.WaitGroup
	for _, t := range tasks {
		wg.Add(1) // want "recovered"
		go func() {
			defer func() {
				if r := recover(); r != nil {
					log.Print(r)
				}
			}()
			t.run()
			wg.Done()
		}()
	}
	wg.Wait()
}

func oneTooMany(first, second []task) {
	var wg sync.WaitGroup
	wg.Add(len(first) + len(second) + 1) // want "1 more than are started"
	for _, t := range first {
		go func() {
			defer wg.Done()
			t.run()
		}()
	}
	for _, t := range second {
		go func() {
			defer wg.Done()
			t.run()
		}()
	}
	wg.Wait()
}

func twig(t task, wg *sync.WaitGroup, counted bool) {
	if counted {
		defer wg.Done()
	}
	t.run()
}

// The flag says that it does not count down.
func wrongFlag(tasks []task) {
	var wg sync.WaitGroup
	for _, t := range tasks {
		wg.Add(1) // want "Done|wg"
		go twig(t, &wg, false)
	}
	wg.Wait()
}

// All are counted before the loop, and each step waits for all of them.
func oneByNone(tasks []task) {
	var wg sync.WaitGroup
	wg.Add(len(tasks))
	for _, t := range tasks {
		go func() {
			defer wg.Done()
			t.run()
		}()
		wg.Wait() // want "with more than one it waits forever"
	}
}
