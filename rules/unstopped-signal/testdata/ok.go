package signals

import (
	"context"
	"log"
	"os"
	"os/signal"
)

func deferred(done <-chan error) error {
	c := make(chan os.Signal, 1)
	signal.Notify(c, os.Interrupt) // ok: unsubscribed when this returns
	defer signal.Stop(c)
	select {
	case <-c:
		return nil
	case err := <-done:
		return err
	}
}

func deferredBefore(done <-chan error) error {
	c := make(chan os.Signal, 1)
	defer signal.Stop(c)
	signal.Notify(c, os.Interrupt) // ok: the deferred call stands above
	select {
	case <-c:
		return nil
	case err := <-done:
		return err
	}
}

func inClosure(work func()) {
	c := make(chan os.Signal, 1)
	signal.Notify(c, os.Interrupt) // ok: in the deferred closure
	defer func() {
		signal.Stop(c)
		close(c)
	}()
	work()
}

func forwarder(cancel context.CancelFunc) {
	c := make(chan os.Signal, 1)
	signal.Notify(c, os.Interrupt) // ok: a goroutine waits for it as long as the process lives
	go func() {
		<-c
		cancel()
	}()
}

func forwards(handle func(<-chan os.Signal)) {
	c := make(chan os.Signal, 1)
	signal.Notify(c, os.Interrupt) // ok: as above
	go handle(c)
}

func subscribed() <-chan os.Signal {
	c := make(chan os.Signal, 1)
	signal.Notify(c, os.Interrupt) // ok: the caller has it
	return c
}

type watcher struct{ signals chan os.Signal }

func (w *watcher) start() {
	signal.Notify(w.signals, os.Interrupt) // ok: stop unsubscribes
}

func (w *watcher) stop() { signal.Stop(w.signals) }

func given(c chan<- os.Signal) {
	signal.Notify(c, os.Interrupt) // ok: somebody else's channel
}

func reset(work func()) {
	c := make(chan os.Signal, 1)
	signal.Notify(c, os.Interrupt) // ok: reset
	work()
	signal.Reset(os.Interrupt)
}

func endless() {
	c := make(chan os.Signal, 1)
	signal.Notify(c, os.Interrupt) // ok: never returns
	for {
		<-c
		log.Print("still here")
	}
}

func exits() {
	c := make(chan os.Signal, 1)
	signal.Notify(c, os.Interrupt) // ok: the process ends
	<-c
	os.Exit(1)
}

func untilInterrupted() {
	c := make(chan os.Signal, 1)
	signal.Notify(c, os.Interrupt) // ok: waits for the end of the process
	<-c
}

func onEach(reload func()) {
	c := make(chan os.Signal, 1)
	signal.Notify(c, os.Interrupt) // ok: nobody closes the channel, so this never returns
	for range c {
		reload()
	}
}
