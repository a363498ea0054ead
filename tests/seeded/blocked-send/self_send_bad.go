package loopback

func Drain(items []int, use func(int)) {
	queue := make(chan int)
	for _, it := range items {
		queue <- it // want "queue"
	}
	close(queue)
	for it := range queue {
		use(it)
	}
}
