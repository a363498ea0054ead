package commitonlyifchanged

import (
	"context"
	"database/sql"
)

type Sync struct {
	db  *sql.DB
	log func(string, ...any)
}

func (s *Sync) Apply(ctx context.Context, want map[string]string) (changed int, err error) {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return 0, err
	}
	defer func() {
		if err != nil {
			tx.Rollback()
		}
	}()
	for k, v := range want {
		res, err := tx.ExecContext(ctx, "update kv set v=? where k=? and v<>?", v, k, v)
		if err != nil {
			return 0, err
		}
		n, _ := res.RowsAffected()
		changed += int(n)
	}
	if changed == 0 {
		s.log("nothing to do")
		return 0, tx.Rollback()
	}
	return changed, tx.Commit()
}
