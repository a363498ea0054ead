//go:build unix

package main

import (
	"io"
	"log"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"runtime/pprof"
	"strconv"
	"syscall"
)

// Writes the goroutines to a file on SIGUSR2: leakline capture --pid PID sends it and takes the file in.
func init() {
	path := filepath.Join(os.TempDir(), "leakline-goroutines-"+strconv.Itoa(os.Getpid()))
	asked := make(chan os.Signal, 1)
	signal.Notify(asked, syscall.SIGUSR2)
	// Empty at first: it says that this process answers.
	replaceFile(path, func(io.Writer) error { return nil })
	go func() {
		for range asked {
			replaceFile(path, writeGoroutines)
		}
	}()
}

// writeGoroutines writes states and waits where that stops a service for a moment only, and counts otherwise.
func writeGoroutines(w io.Writer) error {
	debug := 0
	if runtime.NumGoroutine() <= 10_000 {
		debug = 2
	}
	return pprof.Lookup("goroutine").WriteTo(w, debug)
}

// replaceFile writes a file that nobody sees half, and follows no link that somebody may have put in its place.
func replaceFile(path string, write func(io.Writer) error) {
	file, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*")
	if err != nil {
		log.Print(err)
		return
	}
	err = write(file)
	if closed := file.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = os.Rename(file.Name(), path)
	}
	if err != nil {
		os.Remove(file.Name())
		log.Print(err)
	}
}
