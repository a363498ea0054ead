package capture

import (
	"sort"
	"sync"
)

func copies(urls []string, get func(string)) {
	for _, u := range urls {
		u := u
		go func() {
			get(u) // ok: the copy
		}()
	}
}

func arguments(n int, use func(int)) {
	for i := 0; i < n; i++ {
		go func(n int) {
			use(n) // ok: the parameter
		}(i)
		defer use(i) // ok: evaluated by the defer statement
	}
}

func atOnce(rows map[string][]int) {
	for k, row := range rows {
		sort.Slice(row, func(a, b int) bool { return rows[k][a] < rows[k][b] }) // ok: called at once
	}
}

func waited(urls []string, get func(string)) {
	for _, u := range urls {
		var wg sync.WaitGroup
		wg.Add(1)
		go func() {
			defer wg.Done()
			get(u) // ok: waited for within the iteration
		}()
		wg.Wait()
	}
}

func shadow(urls []string, get func(string)) {
	for _, u := range urls {
		go func() {
			u := "fixed"
			get(u) // ok: another variable
		}()
		_ = u
	}
}

func lastStatement(urls []string, want string, get func(string)) {
	for _, u := range urls {
		if u == want {
			go func() {
				get(u) // ok: the loop ends here
			}()
			return
		}
	}
}

func every(n int, visit func(int)) {
	for i := 0; i < n; i++ {
		visit(i)
	}
}

// What a call is handed here and now runs within the iteration.
func handedToCall(names []string) {
	for _, name := range names {
		every(2, func(int) { println(name) }) // ok
		defer func(name string) { every(1, func(int) { println(name) }) }(name)
	}
}
