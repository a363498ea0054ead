package twophases

import (
	"context"
	"fmt"

	"go.opentelemetry.io/otel/trace"
)

func Deploy(ctx context.Context, tr trace.Tracer, build, push func(context.Context) error) error {
	bctx, span := tr.Start(ctx, "build")
	err := build(bctx)
	span.End()
	if err != nil {
		return err
	}
	pctx, span := tr.Start(ctx, "push")
	err = push(pctx)
	span.End()
	if err != nil {
		return fmt.Errorf("push: %w", err)
	}
	return nil
}
