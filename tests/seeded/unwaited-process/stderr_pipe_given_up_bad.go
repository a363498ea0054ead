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
		return "", err
	}
	if err := cmd.Start(); err != nil { // want "cmd"
		return "", err
	}
	out, err := io.ReadAll(stdout)
	if err != nil {
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
