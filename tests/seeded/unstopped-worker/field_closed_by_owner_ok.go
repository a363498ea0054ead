package fieldclosedbyowner

import (
	"log"
	"time"
)

type monitor struct {
	stop chan struct{}
	n    int
}

func startMonitor(every time.Duration) *monitor {
	m := &monitor{stop: make(chan struct{})}
	go func() {
		t := time.NewTicker(every)
		defer t.Stop()
		for {
			select {
			case <-t.C:
				m.n++
			case <-m.stop:
				return
			}
		}
	}()
	return m
}

func (m *monitor) Shutdown() { close(m.stop) }

type App struct {
	mon *monitor
	log *log.Logger
}

func NewApp(l *log.Logger) *App {
	return &App{mon: startMonitor(time.Second), log: l}
}

func (a *App) Close() {
	a.log.Print("closing")
	a.mon.Shutdown()
}
