package ticks

import (
	"errors"
	"time"
)

type sampler struct {
	every time.Duration
	read  func() (int, error)
}

// The ticker ticks on after the return.
func (s *sampler) first(want int) error {
	t := time.NewTicker(s.every) // want "Stop|t"
	for range t.C {
		v, err := s.read()
		if err != nil {
			return err
		}
		if v == want {
			return nil
		}
	}
	return nil
}

func (s *sampler) until(quit <-chan struct{}) (sum int, err error) {
	tick := time.NewTicker(s.every) // want "Stop|tick"
	for {
		select {
		case <-tick.C:
			v, err := s.read()
			if err != nil {
				return sum, errors.Join(errors.New("sampler"), err)
			}
			sum += v
		case <-quit:
			return sum, nil
		}
	}
}
