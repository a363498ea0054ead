package peek

func Peek(load func() string) (string, bool) {
	v := make(chan string)
	go func() {
		v <- load() // want "v"
	}()
	select {
	case s := <-v:
		return s, true
	default:
		return "", false
	}
}
