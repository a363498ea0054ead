package process

import (
	"bytes"
	"context"
	"io"
	"log"
	"os"
	"os/exec"
	"sync"
)

func waits(path string) error {
	cmd := exec.Command(path)
	if err := cmd.Start(); err != nil { // ok: waited for below
		return err
	}
	return cmd.Wait()
}

func waitsBothWays(path string, in []byte) error {
	cmd := exec.Command(path)
	pipe, err := cmd.StdinPipe() // ok: a failing Start closes it
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil { // ok: both ways wait
		return err
	}
	if _, err := pipe.Write(in); err != nil {
		cmd.Process.Kill()
		cmd.Wait()
		return err
	}
	pipe.Close()
	return cmd.Wait()
}

func reaped(path string) error {
	cmd := exec.Command(path)
	if err := cmd.Start(); err != nil { // ok: reaped when it ends
		return err
	}
	go cmd.Wait()
	return nil
}

func reapedInClosure(path string) (<-chan error, error) {
	cmd := exec.Command(path)
	if err := cmd.Start(); err != nil { // ok: a goroutine waits for it
		return nil, err
	}
	done := make(chan error, 1)
	go func() { done <- cmd.Wait() }()
	return done, nil
}

func letGo(path string) error {
	cmd := exec.Command(path)
	if err := cmd.Start(); err != nil { // ok: released
		return err
	}
	return cmd.Process.Release()
}

func waitsByProcess(path string) error {
	cmd := exec.Command(path)
	if err := cmd.Start(); err != nil { // ok: the process itself is waited for
		return err
	}
	_, err := cmd.Process.Wait()
	return err
}

func handsOn(path string) (*exec.Cmd, error) {
	cmd := exec.Command(path)
	if err := cmd.Start(); err != nil { // ok: the caller waits
		return nil, err
	}
	return cmd, nil
}

func handsProcessOn(path string) (*os.Process, error) {
	cmd := exec.Command(path)
	if err := cmd.Start(); err != nil { // ok: the caller waits
		return nil, err
	}
	return cmd.Process, nil
}

type service struct {
	mu  sync.Mutex
	cmd *exec.Cmd
}

func (s *service) start(path string) error {
	s.cmd = exec.Command(path)
	return s.cmd.Start() // ok: stop waits
}

func (s *service) restart(path string) error {
	cmd := exec.Command(path)
	if err := cmd.Start(); err != nil { // ok: kept in a field
		return err
	}
	s.mu.Lock()
	s.cmd = cmd
	s.mu.Unlock()
	return nil
}

func (s *service) stop() error { return s.cmd.Wait() }

func given(cmd *exec.Cmd) error {
	return cmd.Start() // ok: whoever made it waits
}

func build(path string) *service {
	cmd := exec.Command(path)
	s := &service{cmd: cmd}
	if err := cmd.Start(); err != nil { // ok: the service waits
		return nil
	}
	return s
}

func deferred(path string) error {
	cmd := exec.Command(path)
	if err := cmd.Start(); err != nil { // ok: waited for when this returns
		return err
	}
	defer func() {
		cmd.Process.Kill()
		cmd.Wait()
	}()
	return talk()
}

func stops(path string) error {
	cmd := exec.Command(path)
	if err := cmd.Start(); err != nil { // ok: a function of this package waits
		return err
	}
	defer end(cmd)
	return talk()
}

func end(cmd *exec.Cmd) {
	if err := cmd.Wait(); err != nil {
		log.Print(err)
	}
}

func talk() error { return nil }

func replacesItself(path string) {
	cmd := exec.Command(path)
	if err := cmd.Start(); err != nil { // ok: this process ends
		log.Fatal(err)
	}
	os.Exit(0)
}

func runs(ctx context.Context, path string) ([]byte, error) {
	var out bytes.Buffer
	cmd := exec.CommandContext(ctx, path)
	cmd.Stdout = &out
	err := cmd.Run() // ok: Run waits
	return out.Bytes(), err
}

func pipes(path string) (io.ReadCloser, error) {
	cmd := exec.Command(path)
	out, err := cmd.StdoutPipe() // ok: handed on with what it belongs to
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil { // ok: a goroutine waits for it
		return nil, err
	}
	go func() {
		if err := cmd.Wait(); err != nil {
			log.Print(err)
		}
	}()
	return out, nil
}

// A type of this package has a Start of its own.
type machine struct{}

func (machine) Start() error { return nil }

func otherStart() error {
	var m machine
	return m.Start() // ok: no process
}

func startedSurely(path string) error {
	cmd := exec.Command(path)
	if err := cmd.Start(); err != nil { // ok: what has started has a process
		return err
	}
	if cmd.Process == nil {
		return os.ErrProcessDone
	}
	return cmd.Process.Release()
}

func outputElsewhere(path string) (string, error) {
	cmd := exec.Command(path)
	errs, err := cmd.StderrPipe() // ok: the goroutine runs the command
	if err != nil {
		return "", err
	}
	said := make(chan []byte, 1)
	go func() {
		out, _ := cmd.Output()
		said <- out
	}()
	first := make([]byte, 1)
	if _, err := errs.Read(first); err != nil {
		return "", err
	}
	return string(<-said), nil
}

type task struct {
	cmd  *exec.Cmd
	name string
}

func (t *task) label() string { return t.name + t.cmd.Path }

func (t *task) join() error { return t.last() }

func (t *task) last() error { return t.cmd.Wait() }

func ownerWaits(path string) error {
	t := &task{cmd: exec.Command(path)}
	if err := t.cmd.Start(); err != nil { // ok: join waits
		return err
	}
	return t.join()
}
