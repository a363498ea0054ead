package selfcheck

import (
	"fmt"
	"log"
	"time"
)

func SelfCheck(run func() error) error {
	res := make(chan error)
	go func() {
		res <- run()
	}()
	select {
	case err := <-res:
		log.Print("self check: ", err)
		return err
	case <-time.After(time.Minute):
		log.Fatal(fmt.Errorf("self check hangs"))
	}
	return nil
}
