package rowsingoroutine

import (
	"context"
	"database/sql"
)

type Streamer struct{ db *sql.DB }

// Names streams names until ctx is done.
func (s *Streamer) Names(ctx context.Context) (<-chan string, error) {
	rows, err := s.db.QueryContext(context.WithoutCancel(ctx), "select name from names") // want "rows"
	if err != nil {
		return nil, err
	}
	out := make(chan string)
	go func() {
		defer close(out)
		for rows.Next() {
			var n string
			if rows.Scan(&n) != nil {
				return
			}
			select {
			case out <- n:
			case <-ctx.Done():
				return
			}
		}
	}()
	return out, nil
}
