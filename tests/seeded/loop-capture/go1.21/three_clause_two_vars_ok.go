package pairs

import "fmt"

func Meet(xs []string, print func(string)) {
	done := make(chan bool, len(xs))
	for i, j := 0, len(xs)-1; i < j; i, j = i+1, j-1 {
		go func(i, j int) {
			print(fmt.Sprint(xs[i], xs[j]))
			done <- true
		}(i, j)
	}
}
