package requestreplyloop

type query struct {
	key   string
	reply chan int
}

type Server struct {
	in   chan query
	vals map[string]int
}

func (s *Server) run() {
	for q := range s.in {
		n, ok := s.vals[q.key]
		if !ok {
			continue
		}
		q.reply <- n
	}
}

// Ask answers the keys with a server of its own.
func Ask(vals map[string]int, keys []string) (sum int) {
	s := &Server{in: make(chan query), vals: vals}
	go s.run()
	defer close(s.in)
	for _, k := range keys {
		q := query{k, make(chan int)}
		s.in <- q
		sum += <-q.reply // want "reply"
	}
	return sum
}
