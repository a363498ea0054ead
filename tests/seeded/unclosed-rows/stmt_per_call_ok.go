package stmtpercall

import "database/sql"

type Metrics struct {
	db   *sql.DB
	name string
}

type point struct {
	at    int64
	value float64
}

func (m *Metrics) Insert(points []point) (int, error) {
	stmt, err := m.db.Prepare("insert into " + m.name + " values (?, ?)")
	if err != nil {
		return 0, err
	}
	defer stmt.Close()
	done := 0
	for _, p := range points {
		res, err := stmt.Exec(p.at, p.value)
		if err != nil {
			return done, err
		}
		n, err := res.RowsAffected()
		if err != nil {
			return done, err
		}
		done += int(n)
	}
	return done, nil
}
