package answers

import "errors"

type answer struct{ text string }

// Two waits for both sides, whatever they say.
func Two(left, right func() (*answer, error)) (*answer, error) {
	c := make(chan *answer, 2)
	for _, side := range []func() (*answer, error){left, right} {
		go func() {
			a, err := side()
			if err != nil {
				a = nil
			}
			c <- a
		}()
	}
	for i := 0; i < 2; i++ {
		if a := <-c; a != nil {
			return a, nil
		}
	}
	return nil, errors.New("no answer")
}
