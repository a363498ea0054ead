package contextgone

import (
	"context"
	"os/exec"
	"time"
)

func run(ctx context.Context, name string, args ...string) error {
	cmd := exec.Command(name, args...)
	if err := cmd.Start(); err != nil { // want "cmd"
		return err
	}
	select {
	case <-ctx.Done():
		cmd.Process.Kill()
		return ctx.Err()
	case <-time.After(100 * time.Millisecond):
	}
	return cmd.Wait()
}

// Build runs make in the current folder.
func Build(ctx context.Context) error { return run(ctx, "make", "all") }
