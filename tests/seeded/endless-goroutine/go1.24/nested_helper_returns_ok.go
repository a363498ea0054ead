package nestedhelperreturns

import (
	"fmt"
	"log"
	"time"
)

type Mirror struct {
	src, dst string
	sync     func(src, dst string) error
}

func (m *Mirror) step() error {
	if err := m.sync(m.src, m.dst); err != nil {
		return fmt.Errorf("sync %s: %w", m.src, err)
	}
	return nil
}

func (m *Mirror) Start(pause time.Duration) {
	go func() {
		for {
			if err := m.step(); err != nil {
				log.Print("mirror stops: ", err)
				return
			}
			time.Sleep(pause)
		}
	}()
}
