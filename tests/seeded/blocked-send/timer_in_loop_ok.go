package sampler

import "time"

func Samples(read func() float64, n int, limit time.Duration) (out []float64) {
	vals := make(chan float64, 1)
	for i := 0; i < n; i++ {
		go func() {
			select {
			case vals <- read():
			default:
			}
		}()
		t := time.NewTimer(limit)
		select {
		case v := <-vals:
			out = append(out, v)
		case <-t.C:
			return out
		}
		t.Stop()
	}
	return out
}
