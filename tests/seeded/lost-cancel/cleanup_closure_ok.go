package fetchall

import (
	"context"
	"log"
	"time"
)

func run(parent context.Context, dry bool, do func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(parent, time.Minute)
	finish := func(msg string) {
		log.Println(msg)
		cancel()
	}
	if dry {
		finish("dry run")
		return nil
	}
	if err := do(ctx); err != nil {
		finish("failed")
		return err
	}
	finish("done")
	return nil
}
