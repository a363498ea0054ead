package fatals

import "testing"

func compute(n int) int { return n * n }

func TestCompute(t *testing.T) {
	c := make(chan int)
	for i := 0; i < 4; i++ {
		go func() {
			c <- compute(i)
		}()
	}
	for i := 0; i < 4; i++ {
		if v := <-c; v < 0 {
			t.Error("negative")
		}
	}
}
