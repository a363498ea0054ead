package defaultclientget

import (
	"fmt"
	"io"
	"net/http"
)

type Feed struct {
	URL  string
	last []byte
}

func (f *Feed) Update() error {
	resp, err := http.Get(f.URL) // want "."
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("feed: %s", resp.Status)
	}
	f.last, err = io.ReadAll(resp.Body)
	return err
}
