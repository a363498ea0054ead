package quorumreached

import "errors"

// Quorum writes to all replicas and returns when n have answered.
func Quorum(replicas []string, n int, write func(string) error) error {
	acks := make(chan error, len(replicas))
	for _, r := range replicas {
		go func() {
			acks <- write(r)
		}()
	}
	ok := 0
	for range replicas {
		if err := <-acks; err == nil {
			ok++
		}
		if ok == n {
			return nil
		}
	}
	return errors.New("no quorum")
}
