package pump

import (
	"io"
	"sync"
)

type tunnel struct {
	a, b io.ReadWriter
	wg   *sync.WaitGroup
}

func (t *tunnel) copy(dst io.Writer, src io.Reader) {
	if _, err := io.Copy(dst, src); err != nil {
		return
	}
	t.wg.Done()
}

func (t *tunnel) Run() {
	t.wg = new(sync.WaitGroup)
	t.wg.Add(2) // want "Done|wg"
	go t.copy(t.a, t.b)
	go t.copy(t.b, t.a)
	t.wg.Wait()
}
