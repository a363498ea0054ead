package returnedtocaller

import (
	"database/sql"
	"fmt"
	"io"
	"time"
)

type Audit struct{ db *sql.DB }

func (a *Audit) since(at time.Time) (*sql.Rows, error) {
	return a.db.Query("select who, what from audit where at > ?", at)
}

// Export writes the audit trail since at.
func (a *Audit) Export(w io.Writer, at time.Time) error {
	rows, err := a.since(at) // want "rows"
	if err != nil {
		return err
	}
	for rows.Next() {
		var who, what string
		if err := rows.Scan(&who, &what); err != nil {
			return err
		}
		if _, err := fmt.Fprintf(w, "%s\t%s\n", who, what); err != nil {
			return err
		}
	}
	return rows.Err()
}
