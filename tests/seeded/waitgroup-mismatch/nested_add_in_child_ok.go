package tree

import "sync"

type dir struct {
	kids []*dir
	name string
}

func walk(d *dir, visit func(string), wg *sync.WaitGroup) {
	defer wg.Done()
	visit(d.name)
	for _, k := range d.kids {
		wg.Add(1)
		go walk(k, visit, wg)
	}
}

func Walk(root *dir, visit func(string)) {
	var wg sync.WaitGroup
	wg.Add(1)
	go walk(root, visit, &wg)
	wg.Wait()
}
