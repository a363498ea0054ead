package wrapperreturnsspan

import (
	"context"
	"fmt"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/trace"
)

func start(ctx context.Context, op string) (context.Context, trace.Span) {
	return otel.Tracer("svc").Start(ctx, "svc."+op)
}

type Users struct {
	byID map[int]string
}

func (u *Users) Name(ctx context.Context, id int) (string, error) {
	_, span := start(ctx, "name") // want "span"
	name, ok := u.byID[id]
	if !ok {
		return "", fmt.Errorf("no user %d", id)
	}
	span.AddEvent("hit")
	span.End()
	return name, nil
}
