package hold

import (
	"context"
	"log"
	"time"
)

func after(d time.Duration, name string, stop func()) {
	time.AfterFunc(d, func() {
		log.Print("time is up for ", name)
	})
}

func Limit(parent context.Context, name string) context.Context {
	ctx, cancel := context.WithCancel(parent) // want "cancel"
	after(time.Minute, name, cancel)
	return ctx
}
