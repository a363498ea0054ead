package shardq

type rows []string

func query(shard int) (rows, error) { return nil, nil }

func QueryAll(shards int) (all rows, err error) {
	type part struct {
		rows
		err error
	}
	parts := make(chan part)
	for i := 0; i < shards; i++ {
		go func(i int) {
			r, err := query(i)
			parts <- part{r, err}
		}(i)
	}
	for i := 0; i < shards; i++ {
		p := <-parts
		if p.err != nil {
			err = p.err
			continue
		}
		all = append(all, p.rows...)
	}
	return all, err
}
