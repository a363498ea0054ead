package quorum

import "errors"

var errLost = errors.New("quorum lost")

func Vote(peers []func() (bool, error)) error {
	votes := make(chan bool, len(peers))
	fails := make(chan error, len(peers))
	for _, p := range peers {
		go func(ask func() (bool, error)) {
			ok, err := ask()
			if err != nil {
				fails <- err
				return
			}
			votes <- ok
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
