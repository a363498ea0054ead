package goroutinepercall

import (
	"fmt"
	"io"
	"os"
	"os/signal"
)

type Prompt struct {
	in  io.Reader
	out io.Writer
}

func (p *Prompt) Ask(question string) (answer string, err error) {
	intr := make(chan os.Signal, 1)
	signal.Notify(intr, os.Interrupt) // want "intr"
	quit := make(chan struct{})
	defer func() {
		close(quit)
	}()
	go func() {
		select {
		case <-intr:
			fmt.Fprintln(p.out, "interrupted")
		case <-quit:
		}
	}()
	fmt.Fprint(p.out, question)
	_, err = fmt.Fscanln(p.in, &answer)
	return answer, err
}
