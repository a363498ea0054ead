package closureendsit

import (
	"context"
	"errors"

	"go.opentelemetry.io/otel/trace"
)

// traced starts a span; the function it returns ends it.
func traced(ctx context.Context, tr trace.Tracer, op string) (context.Context, func(*error)) {
	ctx, span := tr.Start(ctx, op) // want "span"
	return ctx, func(err *error) {
		if *err != nil {
			span.RecordError(*err)
		}
		span.AddEvent("finished")
	}
}

type Repo struct{ tr trace.Tracer }

func (r *Repo) Save(ctx context.Context, key string) (err error) {
	ctx, done := traced(ctx, r.tr, "repo.save")
	defer done(&err)
	if key == "" {
		return errors.New("no key")
	}
	return ctx.Err()
}
