package stderrpipegivenup

import (
	"context"
	"fmt"
	"io"
	"log"
	"os/exec"
)

func Version(ctx context.Context, bin string) (string, error) {
	cmd := exec.CommandContext(ctx, bin, "--version")
	stderr, err := cmd.StderrPipe()
	if err != nil {
		return "", err
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		stderr.Close()
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
	if msg, _ := io.ReadAll(stderr); len(msg) > 0 {
		log.Printf("%s", msg)
	}
	if err := cmd.Wait(); err != nil {
		return "", err
	}
	return string(out), nil
}
