package helperwaits

import (
	"bytes"
	"os/exec"
)

type task struct {
	cmd *exec.Cmd
	out bytes.Buffer
}

func (t *task) finish() (string, error) {
	err := t.cmd.Wait()
	return t.out.String(), err
}

// Describe asks the tool for its version.
func Describe(tool string) (string, error) {
	t := &task{cmd: exec.Command(tool, "--version")}
	t.cmd.Stdout = &t.out
	if err := t.cmd.Start(); err != nil {
		return "", err
	}
	return t.finish()
}
