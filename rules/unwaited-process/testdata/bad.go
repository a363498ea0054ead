package process

import (
	"bufio"
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
)

func started(path string) error {
	cmd := exec.Command(path)
	return cmd.Start() // want "the process of cmd is not waited for"
}

func forgotten(path string) error {
	cmd := exec.Command(path)
	if err := cmd.Start(); err != nil { // want "the process of cmd is not waited for"
		return err
	}
	return nil
}

func checkedBelow(ctx context.Context, path string) (int, error) {
	cmd := exec.CommandContext(ctx, path)
	cmd.Stdout = os.Stdout
	err := cmd.Start() // want "the process of cmd is not waited for"
	if err != nil {
		return 0, err
	}
	return cmd.Process.Pid, nil
}

func neverNamed(path string) error {
	return exec.Command(path).Start() // want "is discarded"
}

func killedOnly(path string, stop <-chan struct{}) error {
	cmd := exec.Command(path)
	if err := cmd.Start(); err != nil { // want "the process of cmd is not waited for"
		return err
	}
	<-stop
	return cmd.Process.Kill()
}

func firstLine(path string) (string, error) {
	cmd := exec.Command(path)
	out, err := cmd.StdoutPipe()
	if err != nil {
		return "", err
	}
	if err := cmd.Start(); err != nil { // want "the process of cmd is not waited for before the return on line 59"
		return "", err
	}
	lines := bufio.NewScanner(out)
	if !lines.Scan() {
		return "", errors.New("no output")
	}
	return lines.Text(), cmd.Wait()
}

func builtHere(path string) error {
	cmd := quiet(path)
	if err := cmd.Start(); err != nil { // want "the process of cmd is not waited for"
		return err
	}
	return nil
}

func quiet(path string) *exec.Cmd {
	cmd := exec.Command(path)
	cmd.Stderr = io.Discard
	return cmd
}

func oneAfterTheOther(paths []string) {
	for _, path := range paths {
		cmd := exec.Command(path)
		if err := cmd.Start(); err != nil { // want "the process of cmd is not waited for"
			return
		}
	}
}

func raw(path string) (int, error) {
	p, err := os.StartProcess(path, nil, &os.ProcAttr{}) // want "p from os.StartProcess is not waited for"
	if err != nil {
		return 0, err
	}
	return p.Pid, nil
}

func secondPipeFails(path string) (*exec.Cmd, io.Reader, io.Reader, error) {
	cmd := exec.Command(path)
	out, err := cmd.StdoutPipe() // want "out from cmd.StdoutPipe is not closed before the return on line 103"
	if err != nil {
		return nil, nil, nil, err
	}
	errs, err := cmd.StderrPipe()
	if err != nil {
		return nil, nil, nil, err
	}
	return cmd, out, errs, nil
}

func ownerDoesNot(path string) (string, error) {
	t := &task{cmd: exec.Command(path)}
	if err := t.cmd.Start(); err != nil { // want "the process of t.cmd is not waited for"
		return "", err
	}
	return t.label(), nil
}
