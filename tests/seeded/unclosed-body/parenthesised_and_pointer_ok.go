package parens

import (
	"net/http"
)

type ref struct{ c **http.Client }

func (r ref) ok(url string) bool {
	res, err := (*r.c).Get(url)
	if err != nil {
		return false
	}
	good := (res.StatusCode) == 200
	(res.Body).Close()
	return good
}
