// Package context stands in for the real one, so that the corpus compiles without a download.
package context

import (
	std "context"
	"time"
)

type (
	Context    = std.Context
	CancelFunc = std.CancelFunc
)

func Background() Context { return std.Background() }

func WithCancel(parent Context) (ctx Context, cancel CancelFunc) { return std.WithCancel(parent) }

func WithTimeout(parent Context, d time.Duration) (ctx Context, cancel CancelFunc) {
	return std.WithTimeout(parent, d)
}

func WithDeadline(parent Context, d time.Time) (ctx Context, cancel CancelFunc) {
	return std.WithDeadline(parent, d)
}
