module example.com/testdata/unended-span

go 1.22

require (
	github.com/opentracing/opentracing-go v1.2.0
	go.opentelemetry.io/otel v1.28.0
	go.opentelemetry.io/otel/trace v1.28.0
)
