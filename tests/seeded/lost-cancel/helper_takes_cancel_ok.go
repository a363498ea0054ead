package helper

import (
	"context"
	"log"
	"time"
)

func logDone(name string, cancel context.CancelFunc, begin time.Time) {
	log.Printf("%s took %s", name, time.Since(begin))
	cancel()
}

func Timed(parent context.Context, name string, f func(context.Context)) {
	ctx, cancel := context.WithTimeout(parent, time.Minute)
	defer logDone(name, cancel, time.Now())
	f(ctx)
}
