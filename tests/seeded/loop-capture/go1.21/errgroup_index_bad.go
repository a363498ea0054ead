package sum2

import "golang.org/x/sync/errgroup"

func Sum(parts [][]int) (int, error) {
	sums := make([]int, len(parts))
	var g errgroup.Group
	g.SetLimit(4)
	for i := range parts {
		g.Go(func() error {
			for _, v := range parts[i] { // want "i"
				sums[0] += v
			}
			return nil
		})
	}
	err := g.Wait()
	total := 0
	for _, s := range sums {
		total += s
	}
	return total, err
}
