package handlers

type Mux struct{ routes map[string]func() string }

// Register adds one handler per name, in the background for slow ones.
func Register(m *Mux, names []string, slow func(string)) {
	for _, name := range names {
		go slow(name)
		local := name
		m.routes[name] = func() string { return "hello " + local }
	}
}
