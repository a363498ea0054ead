package ranges

import "strings"

func Words(text string, each func(string) bool) bool {
	words := make(chan string)
	go func() {
		defer close(words)
		for _, w := range strings.Fields(text) {
			words <- w // want "words"
		}
	}()
	all := true
	for w := range words {
		if !each(w) {
			return false
		}
	}
	return all
}
