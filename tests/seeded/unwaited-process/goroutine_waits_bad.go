package goroutinewaits

import (
	"bufio"
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
	if err := cmd.Start(); err != nil { // want "cmd"
		return err
	}
	go func() {
		sc := bufio.NewScanner(out)
		for sc.Scan() {
			t.lines <- sc.Text()
		}
		t.errs <- sc.Err()
	}()
	return nil
}
