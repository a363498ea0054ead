package loopback

func Drain(items []int, use func(int)) {
	queue := make(chan int, len(items))
	for _, it := range items {
		queue <- it
	}
	close(queue)
	for it := range queue {
		use(it)
	}
}
