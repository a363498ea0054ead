package batchsend

import (
	"context"
	"log"
	"time"
)

type sender interface {
	Send(context.Context, []byte) error
}

func flush(parent context.Context, s sender, queue [][]byte) (left [][]byte) {
	for _, m := range queue {
		ctx, cancel := context.WithTimeout(parent, 3*time.Second) // want "cancel"
		if err := s.Send(ctx, m); err != nil {
			log.Print(err)
			left = append(left, m)
			continue
		}
		cancel()
	}
	return left
}
