package undo

import "fmt"

type change struct {
	name   string
	revert func() error
}

func Apply(changes []change, commit func(change) error) (err error) {
	for _, c := range changes {
		if err = commit(c); err != nil {
			return fmt.Errorf("%s: %w", c.name, err)
		}
		undo := c.revert
		defer func() {
			if err != nil {
				_ = undo()
			}
		}()
	}
	return nil
}
