package lens

func Titles(urls []string, title func(string) string) []string {
	c := make(chan string)
	for i := 0; i < len(urls); i++ {
		go func(u string) {
			t := title(u)
			if t == "" {
				t = u
			}
			c <- t // want "c"
		}(urls[i])
	}
	var out []string
	for len(out) < len(urls) {
		t := <-c
		if t == "stop" {
			break
		}
		out = append(out, t)
	}
	return out
}
