package stats

import "time"

func Sum(rows [][]float64, each func(func() float64) float64) (total float64) {
	for _, row := range rows {
		time.AfterFunc(time.Second, func() { println(len(row)) }) // want "row"
		sum := func() float64 {
			var s float64
			for _, v := range row {
				s += v
			}
			return s
		}
		total += sum()
	}
	return total
}
