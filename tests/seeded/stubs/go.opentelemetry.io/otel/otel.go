// Package otel stands in for the real one: signatures only.
package otel

import "go.opentelemetry.io/otel/trace"

// Tracer returns the tracer of the given name.
func Tracer(name string, opts ...trace.TracerOption) trace.Tracer { return nil }

// GetTracerProvider returns the registered provider.
func GetTracerProvider() trace.TracerProvider { return nil }
