package batches

import "fmt"

func Load(pages int, get func(int) ([]string, error), max int) (all []string, err error) {
	ch := make(chan []string)
	abandoned := make(chan struct{})
	defer close(abandoned)
	go func() {
		defer close(ch)
		for i := 0; i < pages; i++ {
			rows, err := get(i)
			if err != nil {
				return
			}
			select {
			case ch <- rows:
			case <-abandoned:
				return
			}
		}
	}()
	for rows := range ch {
		all = append(all, rows...)
		if len(all) > max {
			return nil, fmt.Errorf("more than %d rows", max)
		}
	}
	return all, nil
}
