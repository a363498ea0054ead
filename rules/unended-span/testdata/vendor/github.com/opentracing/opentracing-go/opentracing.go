// Package opentracing stands for the library of that name: as much of it as this testdata needs.
package opentracing

import "context"

type Span interface{ Finish() }

var start func(name string) Span

func StartSpan(name string) Span { return start(name) }

func StartSpanFromContext(ctx context.Context, name string) (Span, context.Context) {
	return start(name), ctx
}
