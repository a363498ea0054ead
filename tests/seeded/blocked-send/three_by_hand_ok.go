package trio

func Start(a, b, c func()) {
	done := make(chan struct{})
	for _, f := range []func(){a, b, c} {
		go func() {
			f()
			done <- struct{}{}
		}()
	}
	<-done
	<-done
	<-done
}
