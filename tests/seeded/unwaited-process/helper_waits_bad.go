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
	if t.cmd.ProcessState != nil {
		return "", t.cmd.Err
	}
	return t.out.String(), nil
}

// Describe asks the tool for its version.
func Describe(tool string) (string, error) {
	t := &task{cmd: exec.Command(tool, "--version")}
	t.cmd.Stdout = &t.out
	if err := t.cmd.Start(); err != nil { // want "cmd"
		return "", err
	}
	return t.finish()
}
