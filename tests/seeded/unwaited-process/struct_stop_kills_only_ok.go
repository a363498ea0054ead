package structstopkillsonly

import (
	"fmt"
	"os/exec"
)

type Browser struct {
	cmd  *exec.Cmd
	port int
}

func Launch(bin string, port int) (*Browser, error) {
	b := &Browser{cmd: exec.Command(bin, fmt.Sprintf("--port=%d", port)), port: port}
	if err := b.cmd.Start(); err != nil {
		return nil, err
	}
	return b, nil
}

func (b *Browser) URL() string { return fmt.Sprintf("http://127.0.0.1:%d/", b.port) }

// Stop ends the browser.
func (b *Browser) Stop() error {
	if err := b.cmd.Process.Kill(); err != nil {
		return err
	}
	return b.cmd.Wait()
}
