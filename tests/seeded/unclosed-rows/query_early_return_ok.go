package queryearlyreturn

import (
	"context"
	"database/sql"
)

type Repo struct{ db *sql.DB }

type User struct {
	ID   int64
	Mail string
}

func (r *Repo) Active(ctx context.Context, limit int) ([]User, error) {
	rows, err := r.db.QueryContext(ctx, "select id, mail from users where active limit ?", limit)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []User
	for rows.Next() {
		var u User
		if err := rows.Scan(&u.ID, &u.Mail); err != nil {
			return nil, err
		}
		out = append(out, u)
	}
	return out, rows.Err()
}
