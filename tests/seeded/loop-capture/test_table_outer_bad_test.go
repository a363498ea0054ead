package tabletest

import "testing"

type row struct {
	name string
	n    int
}

func TestRows(t *testing.T) {
	rows := []row{{"a", 1}, {"b", 2}}
	var r row
	for i := range rows {
		r = rows[i]
		t.Run(r.name, func(t *testing.T) {
			t.Parallel()
			if r.n == 0 { // want "r"
				t.Fail()
			}
		})
	}
}
