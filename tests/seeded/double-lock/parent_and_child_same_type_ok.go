package parentandchildsametype

import "sync"

type Dir struct {
	mu     sync.Mutex
	parent *Dir
	kids   map[string]*Dir
	size   int64
}

func (d *Dir) grow(n int64) {
	d.mu.Lock()
	d.size += n
	up := d.parent
	d.mu.Unlock()
	if up != nil {
		up.grow(n)
	}
}

func (d *Dir) Mkdir(name string) *Dir {
	d.mu.Lock()
	defer d.mu.Unlock()
	kid := &Dir{parent: d, kids: map[string]*Dir{}}
	d.kids[name] = kid
	d.size++
	kid.mu.Lock()
	kid.size = 1
	kid.mu.Unlock()
	return kid
}
