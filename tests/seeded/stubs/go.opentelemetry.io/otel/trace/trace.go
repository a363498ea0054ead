// Package trace stands in for the real one: signatures only.
package trace

import (
	"context"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
)

type (
	// TracerOption configures a tracer.
	TracerOption interface{ applyTracer() }
	// SpanStartOption configures a span at its start.
	SpanStartOption interface{ applyStart() }
	// SpanEndOption configures the end of a span.
	SpanEndOption interface{ applyEnd() }
	// EventOption configures an event.
	EventOption interface{ applyEvent() }
)

// SpanContext identifies a span.
type SpanContext struct{}

// IsValid reports whether the span has ids.
func (SpanContext) IsValid() bool { return false }

// Span is one operation; its owner ends it.
type Span interface {
	End(options ...SpanEndOption)
	AddEvent(name string, options ...EventOption)
	IsRecording() bool
	RecordError(err error, options ...EventOption)
	SpanContext() SpanContext
	SetStatus(code codes.Code, description string)
	SetName(name string)
	SetAttributes(kv ...attribute.KeyValue)
}

// Tracer makes spans.
type Tracer interface {
	Start(ctx context.Context, spanName string, opts ...SpanStartOption) (context.Context, Span)
}

// TracerProvider makes tracers.
type TracerProvider interface {
	Tracer(name string, options ...TracerOption) Tracer
}

// SpanFromContext returns the span of ctx, which somebody else ends.
func SpanFromContext(ctx context.Context) Span { return nil }

// ContextWithSpan returns a context that carries span.
func ContextWithSpan(parent context.Context, span Span) context.Context { return parent }
