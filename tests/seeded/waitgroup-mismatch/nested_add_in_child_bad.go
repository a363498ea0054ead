package tree

import "sync"

type dir struct {
	kids []*dir
	name string
}

func walk(d *dir, visit func(string), wg *sync.WaitGroup) {
	wg.Add(1) // want "Add"
	defer wg.Done()
	visit(d.name)
	for _, k := range d.kids {
		go walk(k, visit, wg)
	}
}

func Walk(root *dir, visit func(string)) {
	var wg sync.WaitGroup
	go walk(root, visit, &wg)
	wg.Wait()
}
