package twophasecloseerror

import (
	"fmt"
	"os"
)

// Tee writes data to both files at once.
func Tee(a, b *os.File, data []byte) error {
	errA, errB := make(chan error), make(chan error)
	go func() {
		_, err := a.Write(data)
		errA <- err
	}()
	go func() {
		_, err := b.Write(data)
		errB <- err // want "errB"
	}()
	if err := <-errA; err != nil {
		return fmt.Errorf("first: %w", err)
	}
	return <-errB
}
