package slack

import (
	"bytes"
	"fmt"
	"net/http"
)

type API struct {
	*http.Client
	hook string
}

func (a *API) Say(text string) error {
	var buf bytes.Buffer
	fmt.Fprintf(&buf, `{"text":%q}`, text)
	resp, err := a.Post(a.hook, "application/json", &buf) // want "[Bb]ody"
	if err != nil {
		return err
	}
	switch {
	case resp.StatusCode == 200:
		return nil
	case resp.StatusCode == 429:
		resp.Body.Close()
		return fmt.Errorf("rate limited")
	}
	return fmt.Errorf("slack: %s", resp.Status)
}
