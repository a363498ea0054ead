// Command leaklab runs a small online shop that leaks goroutines on purpose, on loopback only.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"os/signal"
	"runtime"
	"syscall"
	"time"

	"example.com/leaklab/internal/debug"
	"example.com/leaklab/internal/loopback"
	"example.com/leaklab/internal/shop"
	"example.com/leaklab/internal/variant"
)

func main() {
	addr := flag.String("addr", "127.0.0.1:0", "loopback `address` of the shop")
	debugAddr := flag.String("debug", "127.0.0.1:0", "loopback `address` of net/http/pprof")
	fixed := flag.String("fixed", "", "comma `list` of patterns to run repaired, or all")
	contention := flag.Bool("contention", false, "fill the block and mutex profiles")
	stdin := flag.Bool("stdin", false, "end when stdin is closed")
	flag.Parse()
	if err := run(*addr, *debugAddr, *fixed, *contention, *stdin); err != nil {
		fmt.Fprintln(os.Stderr, "leaklab:", err)
		os.Exit(2)
	}
}

func run(addr, debugAddr, fixed string, contention, stdin bool) error {
	patterns, err := variant.Parse(fixed)
	if err != nil {
		return err
	}
	front, err := loopback.Listen(addr)
	if err != nil {
		return err
	}
	defer front.Close()
	back, err := loopback.Listen(debugAddr)
	if err != nil {
		return err
	}
	defer back.Close()
	if contention {
		runtime.SetBlockProfileRate(1)
		runtime.SetMutexProfileFraction(1)
	}

	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if stdin {
		go func() {
			io.Copy(io.Discard, os.Stdin)
			stop()
		}()
	}
	go logHangups(ctx)

	store, err := shop.Open(patterns)
	if err != nil {
		return err
	}
	defer store.Close()
	return serve(ctx, front, back, store.Handler())
}

// serve prints the line that says where the shop is and serves until ctx ends.
func serve(ctx context.Context, front, back net.Listener, store http.Handler) error {
	servers := []*http.Server{
		{Handler: store, ReadHeaderTimeout: 5 * time.Second},
		{Handler: debug.Handler(), ReadHeaderTimeout: 5 * time.Second},
	}
	failed := make(chan error, len(servers))
	go func() { failed <- servers[0].Serve(front) }()
	go func() { failed <- servers[1].Serve(back) }()

	ready := map[string]any{"shop": "http://" + front.Addr().String(), "debug": "http://" + back.Addr().String(), "pid": os.Getpid()}
	if err := json.NewEncoder(os.Stdout).Encode(ready); err != nil {
		return err
	}
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	grace, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	for _, server := range servers {
		if err := server.Shutdown(grace); err != nil && !errors.Is(err, context.DeadlineExceeded) {
			return err
		}
		server.Close()
	}
	return nil
}

// logHangups notes a SIGHUP, which would end the process otherwise when its terminal goes away.
func logHangups(ctx context.Context) {
	hangups := make(chan os.Signal, 1)
	signal.Notify(hangups, syscall.SIGHUP)
	defer signal.Stop(hangups)
	for {
		select {
		case <-hangups:
			log.Print("the terminal is gone, the shop stays open")
		case <-ctx.Done():
			return
		}
	}
}
