// Package gen leaves goroutines in generic code.
package gen

// Box holds one value.
type Box[T any] struct{ ch chan T }

// Put waits in a method.
func (b *Box[T]) Put(v T) {
	b.ch <- v // stand: generic-method
}

// Start waits in a literal of a method.
func (b *Box[T]) Start() {
	go func() {
		<-b.ch // stand: generic-literal
	}()
}

func each[K comparable, V any](m map[K]V, ch chan V) {
	for _, v := range m {
		ch <- v // stand: generic-function
	}
}

type pair struct {
	Left, Right chan struct{ X int }
}

// Start leaves them all.
func Start() {
	b := &Box[pair]{make(chan pair)}
	go b.Put(pair{})
	(&Box[int]{make(chan int)}).Start()
	go each(map[string]pair{"a": {}}, make(chan pair))
}
