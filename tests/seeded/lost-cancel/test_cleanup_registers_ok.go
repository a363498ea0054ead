package fixtures

import (
	"context"
	"testing"
	"time"
)

type env struct {
	ctx context.Context
	dir string
}

// NewEnv returns an environment that lives as long as the test.
func NewEnv(tb testing.TB) *env {
	tb.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	tb.Cleanup(cancel)
	return &env{ctx, tb.TempDir()}
}

// Poll calls ok until it says so.
func (e *env) Poll(ok func(context.Context) bool, limit time.Duration) bool {
	ctx, cancel := context.WithTimeout(e.ctx, limit)
	for ctx.Err() == nil {
		if ok(ctx) {
			cancel()
			return true
		}
		time.Sleep(10 * time.Millisecond)
	}
	cancel()
	return false
}
