package contextgone

import (
	"context"
	"os/exec"
)

func run(ctx context.Context, name string, args ...string) error {
	cmd := exec.Command(name, args...)
	if err := cmd.Start(); err != nil {
		return err
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	select {
	case <-ctx.Done():
		cmd.Process.Kill()
		<-ended
		return ctx.Err()
	case err := <-ended:
		return err
	}
}

// Build runs make in the current folder.
func Build(ctx context.Context) error { return run(ctx, "make", "all") }
