package afterdonedelete

import (
	"context"
	"database/sql"
	"time"
)

type Spool struct {
	db  *sql.DB
	job int64
}

// Follow marks the job while ctx lives and deletes the mark afterwards.
func (s *Spool) Follow(ctx context.Context, every time.Duration) error {
	t := time.NewTicker(every)
	defer t.Stop()
	for {
		select {
		case <-t.C:
			if _, err := s.db.ExecContext(ctx, "update marks set at=now() where job=$1", s.job); err != nil {
				return err
			}
		case <-ctx.Done():
			_, err := s.db.ExecContext(context.WithoutCancel(ctx), "delete from marks where job=$1", s.job)
			return err
		}
	}
}
