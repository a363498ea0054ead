// Package otel stands for the library of that name: as much of it as this testdata needs.
package otel

import "go.opentelemetry.io/otel/trace"

var provider trace.TracerProvider

func Tracer(name string) trace.Tracer { return provider.Tracer(name) }

func GetTracerProvider() trace.TracerProvider { return provider }
