package tickerchannelisclosednever

import (
	"fmt"
	"io"
)

type Countdown struct{ from int }

func (c Countdown) seconds(stop <-chan struct{}) <-chan int {
	ch := make(chan int)
	go func() {
		for n := c.from; n >= 0; n-- {
			select {
			case ch <- n:
			case <-stop:
				return
			}
		}
	}()
	return ch
}

func (c Countdown) Print(w io.Writer, stop <-chan struct{}) {
	for n := range c.seconds(stop) { // want "."
		fmt.Fprintln(w, n)
	}
	fmt.Fprintln(w, "lift-off")
}
