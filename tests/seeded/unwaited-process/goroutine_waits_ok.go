package goroutinewaits

import (
	"bufio"
	"errors"
	"os/exec"
)

type Tail struct {
	lines chan string
	errs  chan error
}

func (t *Tail) Follow(path string) error {
	cmd := exec.Command("tail", "-f", path)
	out, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	go func() {
		sc := bufio.NewScanner(out)
		for sc.Scan() {
			t.lines <- sc.Text()
		}
		t.errs <- errors.Join(sc.Err(), cmd.Wait())
	}()
	return nil
}
