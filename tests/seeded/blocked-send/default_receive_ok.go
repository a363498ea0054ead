package peek

func Peek(load func() string) (string, bool) {
	v := make(chan string, 1)
	go func() {
		v <- load()
	}()
	select {
	case s := <-v:
		return s, true
	default:
		return "", false
	}
}
