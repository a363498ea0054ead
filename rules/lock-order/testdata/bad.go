package order

import "sync"

type shop struct {
	mu      sync.Mutex
	shelves map[string]*shelf
	total   int
}

type shelf struct {
	mu    sync.RWMutex
	shop  *shop
	goods map[string]int
}

// First the shop, then a shelf …
func (s *shop) count() (n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, each := range s.shelves {
		each.mu.RLock()
		n += len(each.goods)
		each.mu.RUnlock()
	}
	return n
}

func (s *shop) empty() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, each := range s.shelves {
		each.clear()
	}
}

func (h *shelf) clear() {
	h.mu.Lock()
	h.goods = nil
	h.mu.Unlock()
}

// … and here first the shelf, then the shop.
func (h *shelf) put(name string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.goods[name]++
	h.shop.mu.Lock() // want "shop.mu is locked while shelf.mu is held"
	h.shop.total++
	h.shop.mu.Unlock()
}

// Through functions on both sides.
type index struct {
	mu    sync.Mutex
	words map[string]int
}

func (x *index) add(word string) {
	x.mu.Lock()
	x.words[word]++
	x.mu.Unlock()
}

type journal struct {
	mu    sync.Mutex
	index *index
	lines []string
}

func (j *journal) write(line string) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.lines = append(j.lines, line)
	j.index.add(line)
}

func (j *journal) rewrite(line string) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.lines[0] = line
	j.index.add(line)
}

func (j *journal) size() int {
	j.mu.Lock()
	defer j.mu.Unlock()
	return len(j.lines)
}

func (x *index) compare(j *journal) bool {
	x.mu.Lock()
	defer x.mu.Unlock()
	return len(x.words) <= j.size() // want "journal.mu is locked while index.mu is held"
}

// What is called under the one lock is handed in, and takes the other.
type pool struct {
	mu   sync.Mutex
	free []int
}

func (p *pool) with(f func(int)) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, n := range p.free {
		f(n)
	}
}

func (p *pool) add(n int) {
	p.mu.Lock()
	p.free = append(p.free, n)
	p.mu.Unlock()
}

type user struct {
	mu   sync.Mutex
	pool *pool
	sum  int
}

func (u *user) collect() {
	u.pool.with(func(n int) {
		u.mu.Lock()
		u.sum += n
		u.mu.Unlock()
	})
}

func (u *user) collectTwice() {
	for range 2 {
		u.pool.with(u.take)
	}
}

func (u *user) take(n int) {
	u.mu.Lock()
	u.sum += n
	u.mu.Unlock()
}

func (u *user) release() {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.pool.add(u.sum) // want "pool.mu is locked while user.mu is held"
}

// Locks of the package.
var (
	namesMu sync.Mutex
	names   = map[string]int{}
	usersMu sync.Mutex
	users   = map[int]string{}
)

func register(id int, name string) {
	namesMu.Lock()
	defer namesMu.Unlock()
	usersMu.Lock()
	defer usersMu.Unlock()
	names[name], users[id] = id, name
}

func forget(id int) {
	usersMu.Lock()
	defer usersMu.Unlock()
	namesMu.Lock() // want "namesMu is locked while .*usersMu is held"
	delete(names, users[id])
	namesMu.Unlock()
	delete(users, id)
}

// Two elements of one collection, in whatever order the arguments have.
type stripes struct {
	locks []sync.Mutex
	sums  []int
}

func (s *stripes) move(from, to, n int) {
	s.locks[from].Lock()
	defer s.locks[from].Unlock()
	if from != to {
		s.locks[to].Lock() // want "another element of the same collection"
		defer s.locks[to].Unlock()
	}
	s.sums[from] -= n
	s.sums[to] += n
}
