package confload

import "encoding/json"

type settings struct{ Addr string }

func Load(raw []byte, fetch func() []byte) (s settings, err error) {
	remote := make(chan []byte, 1)
	go func() { remote <- fetch() }()
	if err = json.Unmarshal(raw, &s); err != nil {
		return
	}
	err = json.Unmarshal(<-remote, &s)
	return
}
