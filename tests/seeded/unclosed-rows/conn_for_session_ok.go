package connforsession

import (
	"context"
	"database/sql"
	"fmt"
	"log"
)

type Maint struct {
	db  *sql.DB
	log *log.Logger
}

func (m *Maint) Vacuum(ctx context.Context, tables ...string) error {
	conn, err := m.db.Conn(ctx)
	if err != nil {
		return err
	}
	defer func() {
		if err := conn.Close(); err != nil {
			m.log.Print(err)
		}
	}()
	if _, err := conn.ExecContext(ctx, "set maintenance_work_mem='1GB'"); err != nil {
		return err
	}
	for _, t := range tables {
		if _, err := conn.ExecContext(ctx, "vacuum "+t); err != nil {
			return fmt.Errorf("%s: %w", t, err)
		}
	}
	return nil
}
