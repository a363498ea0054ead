package startedandforgotten

import (
	"fmt"
	"log"
	"os"
	"os/exec"
)

type Notifier struct {
	Command string
	Log     *log.Logger
}

func (n *Notifier) Notify(title, body string) error {
	cmd := exec.Command(n.Command, title, body)
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil { // want "cmd"
		return fmt.Errorf("notify: %w", err)
	}
	n.Log.Printf("notified by process %d", cmd.Process.Pid)
	return nil
}
