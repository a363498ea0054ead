package cli2

import (
	"fmt"
	"net/http"
	"os"
)

type checker struct{ base string }

func (c checker) run(paths []string) int {
	bad := 0
	for _, p := range paths {
		r, err := http.Get(c.base + p)
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 2
		}
		if r.StatusCode == http.StatusInternalServerError {
			fmt.Fprintln(os.Stderr, "server error at", p)
			os.Exit(3)
		}
		if r.StatusCode >= 400 {
			bad++
		}
		r.Body.Close()
	}
	return bad
}
