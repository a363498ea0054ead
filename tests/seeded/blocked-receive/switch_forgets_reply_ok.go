package switchforgetsreply

type op int

const (
	get op = iota
	put
	del
)

type req struct {
	op    op
	key   string
	reply chan string
}

func Ask(kind op, key string) string {
	reply := make(chan string)
	go func() {
		switch kind {
		case get:
			reply <- "value of " + key
		case put:
			reply <- "stored"
		default:
			reply <- "unknown"
		}
	}()
	return <-reply
}
