package twophase

import "fmt"

func Load(names []string, load func(string) int, verify func([]string) error) (map[string]int, error) {
	type kv struct {
		k string
		v int
	}
	got := make(chan kv)
	for _, n := range names {
		go func() { got <- kv{n, load(n)} }() // want "got"
	}
	if err := verify(names); err != nil {
		return nil, fmt.Errorf("verify: %w", err)
	}
	out := make(map[string]int, len(names))
	for range names {
		p := <-got
		out[p.k] = p.v
	}
	return out, nil
}
