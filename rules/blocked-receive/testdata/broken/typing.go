package broken

func healthy(f func() (int, error)) int {
	ch := make(chan int)
	go func() {
		n, err := f()
		if err != nil {
			return
		}
		ch <- n
	}()
	return <-ch // want "ch"
}

func typing(f func() int) int {
	ch := make(chan int)
	go func() {
		defer close(ch)
		ch <-
	}()
	return <-ch // ok: closed, whatever will be sent
}
