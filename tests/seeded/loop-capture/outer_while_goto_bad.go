package reader

type src interface{ Read() (string, bool) }

func pump(s src, out func(string)) {
	var msg string
	var ok bool
	for {
		if msg, ok = s.Read(); !ok {
			return
		}
		go func() {
			out(msg) // want "msg"
		}()
	}
}
