package spans

import (
	"context"

	"github.com/opentracing/opentracing-go"
	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/trace"
)

func deferred(ctx context.Context) error {
	ctx, span := tracer.Start(ctx, "deferred") // ok: deferred
	defer span.End()
	return load(ctx)
}

func inClosure(ctx context.Context) (err error) {
	ctx, span := otel.GetTracerProvider().Tracer("x").Start(ctx, "closure") // ok: in the deferred closure
	defer func() {
		span.RecordError(err)
		span.End()
	}()
	return load(ctx)
}

func byFunction(ctx context.Context) (err error) {
	ctx, span := tracer.Start(ctx, "function") // ok: end ends it
	defer end(span, &err)
	return load(ctx)
}

func end(span trace.Span, err *error) {
	if *err != nil {
		span.RecordError(*err)
	}
	span.End()
}

func begin(ctx context.Context, name string) (context.Context, trace.Span) {
	return tracer.Start(ctx, name) // ok: the caller ends it
}

func beginNamed(ctx context.Context, name string) (context.Context, func()) {
	ctx, span := tracer.Start(ctx, name) // ok: the caller gets what ends it
	return ctx, func() { span.End() }
}

func intoContext(ctx context.Context) context.Context {
	ctx, _ = tracer.Start(ctx, "context") // ok: whoever has the context ends it
	return ctx
}

func outOfContext(ctx context.Context) error {
	ctx, _ = tracer.Start(ctx, "context") // ok: ended below
	defer trace.SpanFromContext(ctx).End()
	return load(ctx)
}

type job struct {
	ctx  context.Context
	span trace.Span
}

func (j *job) start() {
	j.ctx, j.span = tracer.Start(j.ctx, "job") // ok: done ends it
}

func (j *job) done() { j.span.End() }

func newJob(ctx context.Context) *job {
	ctx, span := tracer.Start(ctx, "job") // ok: done ends it
	return &job{ctx, span}
}

func bothWays(ctx context.Context) error {
	ctx, span := tracer.Start(ctx, "both") // ok: both ways end it
	if err := load(ctx); err != nil {
		span.End()
		return err
	}
	span.End()
	return nil
}

func inGoroutine(ctx context.Context) {
	ctx, span := tracer.Start(ctx, "goroutine") // ok: the goroutine ends it
	go func() {
		defer span.End()
		_ = load(ctx)
	}()
}

func olderDeferred(ctx context.Context) error {
	sp, ctx := opentracing.StartSpanFromContext(ctx, "older") // ok: deferred
	defer sp.Finish()
	return load(ctx)
}

func olderByCall() error {
	defer opentracing.StartSpan("call").Finish() // ok: ended when this returns
	return nil
}

// Start of this package's own type starts no span.
type engine struct{}

func (engine) Start(ctx context.Context, name string) (context.Context, error) { return ctx, nil }

func otherStart(ctx context.Context) error {
	_, err := engine{}.Start(ctx, "engine") // ok: no span
	return err
}
