package resetinstead

import (
	"os"
	"os/signal"
	"syscall"
)

func Pause(run func() error) error {
	ch := make(chan os.Signal, 1)
	signal.Notify(ch, syscall.SIGTSTP) // want "ch"
	err := run()
	if err != nil {
		return err
	}
	signal.Reset(syscall.SIGTSTP)
	return nil
}
