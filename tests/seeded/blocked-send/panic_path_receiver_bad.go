package quorum

import "errors"

var errLost = errors.New("quorum lost")

func Vote(peers []func() (bool, error)) error {
	votes := make(chan bool)
	fails := make(chan error)
	for _, p := range peers {
		go func(ask func() (bool, error)) {
			ok, err := ask()
			if err != nil {
				fails <- err // want "fails"
				return
			}
			votes <- ok // want "votes"
		}(p)
	}
	yes := 0
	for yes*2 <= len(peers) {
		select {
		case ok := <-votes:
			if ok {
				yes++
			}
		case <-fails:
			return errLost
		}
	}
	return nil
}
