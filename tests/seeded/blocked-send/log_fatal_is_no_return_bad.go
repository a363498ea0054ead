package selfcheck

import (
	"fmt"
	"log"
	"time"
)

func SelfCheck(run func() error) error {
	res := make(chan error)
	go func() {
		res <- run() // want "res"
	}()
	select {
	case err := <-res:
		log.Print("self check: ", err)
		return err
	case <-time.After(time.Minute):
		return fmt.Errorf("self check hangs")
	}
}
