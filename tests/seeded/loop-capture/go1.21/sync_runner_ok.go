package each

import "sync"

func each(n int, f func(int)) {
	for i := 0; i < n; i++ {
		f(i)
	}
}

func Use(names []string, visit func(string, int)) {
	var once sync.Once
	for _, n := range names {
		once.Do(func() { visit(n, 0) })
		each(3, func(i int) { visit(n, i) })
		defer func(n string) { each(1, func(i int) { visit(n, i) }) }(n)
	}
}
