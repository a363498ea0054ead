package ident

import (
	"encoding/json"
	"errors"
	"net/http"
)

type user struct{ Name string }

func whoami(c http.Client, req *http.Request) (u user, err error) {
	var resp *http.Response
	if resp, err = c.Do(req); err != nil { // want "[Bb]ody"
		return
	}
	if resp.StatusCode == 401 {
		err = errors.New("not logged in")
		return
	}
	err = json.NewDecoder(resp.Body).Decode(&u)
	return
}
