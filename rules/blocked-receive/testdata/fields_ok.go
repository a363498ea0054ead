package receives

import "time"

// Somebody closes it by way of another name: ok.
type gate struct{ open chan struct{} }

func newGate() *gate { return &gate{open: make(chan struct{})} }

func (g *gate) wait() { <-g.open } // ok

func release(gates []*gate) {
	for _, g := range gates {
		free(g.open)
	}
}

func free(open chan<- struct{}) { close(open) }

// It comes from elsewhere: ok.
type alarm struct{ at <-chan time.Time }

func newAlarm(d time.Duration) *alarm { return &alarm{at: time.After(d)} }

func (a *alarm) wait() { <-a.at } // ok

// It goes where nobody can tell: ok.
type hub struct{ quit chan struct{} }

func newHub(register func(chan struct{})) *hub {
	h := &hub{quit: make(chan struct{})}
	register(h.quit)
	return h
}

func (h *hub) wait() { <-h.quit } // ok

// Other packages see it: ok.
type Task struct{ Done chan struct{} }

func newTask() *Task { return &Task{Done: make(chan struct{})} }

func (t *Task) wait() { <-t.Done } // ok

// What it is only shows in a type switch: ok.
type order struct{ filled chan bool }

func place(in chan<- any) bool {
	o := &order{filled: make(chan bool)}
	in <- o
	return <-o.filled // ok
}

func fill(in <-chan any) {
	for each := range in {
		switch each := each.(type) {
		case *order:
			each.filled <- true
		}
	}
}
