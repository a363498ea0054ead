// Package trace stands for the library of that name: as much of it as this testdata needs.
package trace

import "context"

type Span interface {
	End(options ...SpanEndOption)
	RecordError(err error)
}

type SpanEndOption interface{ end() }

type SpanStartOption interface{ start() }

type Tracer interface {
	Start(ctx context.Context, name string, options ...SpanStartOption) (context.Context, Span)
}

type TracerProvider interface {
	Tracer(name string) Tracer
}

func SpanFromContext(ctx context.Context) Span {
	span, _ := ctx.Value(key{}).(Span)
	return span
}

type key struct{}
