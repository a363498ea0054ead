package handoff

import (
	"context"
	"errors"
)

type lease struct {
	ctx  context.Context
	drop context.CancelFunc
}

var errFull = errors.New("no free slot")

func offer(parent context.Context, slots chan<- lease) error {
	ctx, cancel := context.WithCancel(parent) // want "cancel"
	select {
	case slots <- lease{ctx, cancel}:
		return nil
	default:
		return errFull
	}
}
