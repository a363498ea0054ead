package blankspan

import (
	"context"

	"go.opentelemetry.io/otel"
)

var tracer = otel.Tracer("example.com/catalog")

type Item struct{ Name string }

func Load(ctx context.Context, names []string) ([]Item, error) {
	ctx, span := tracer.Start(ctx, "load")
	defer span.End()
	var items []Item
	for _, n := range names {
		if err := ctx.Err(); err != nil {
			return items, err
		}
		items = append(items, Item{n})
	}
	return items, nil
}
