package rowspercustomer

import (
	"context"
	"database/sql"
)

type Billing struct{ db *sql.DB }

func (b *Billing) Open(ctx context.Context, customers []int) (sum int, err error) {
	for _, c := range customers {
		rows, err := b.db.QueryContext(ctx, "select amount from bills where customer=$1 and paid is null", c)
		if err != nil {
			return 0, err
		}
		defer rows.Close() // want "rows"
		for rows.Next() {
			var n int
			if err := rows.Scan(&n); err != nil {
				return 0, err
			}
			sum += n
		}
		if err := rows.Err(); err != nil {
			return 0, err
		}
	}
	return sum, nil
}
