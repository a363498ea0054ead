package stderrpipegivenup

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os/exec"
)

func Version(ctx context.Context, bin string) (string, error) {
	cmd := exec.CommandContext(ctx, bin, "--version")
	var msg bytes.Buffer
	cmd.Stderr = &msg
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return "", err
	}
	if err := cmd.Start(); err != nil {
		return "", err
	}
	out, err := io.ReadAll(stdout)
	if err != nil {
		cmd.Wait()
		return "", fmt.Errorf("read: %w", err)
	}
	if err := cmd.Wait(); err != nil {
		return "", fmt.Errorf("%w: %s", err, msg.Bytes())
	}
	return string(out), nil
}
