package login

import (
	"errors"
	"net/http"
	"net/url"
)

type Browser struct {
	*http.Client
	cookies []*http.Cookie
}

func (b *Browser) Login(page, user, secret string) error {
	form := url.Values{"user": {user}, "secret": {secret}}
	resp, err := b.PostForm(page, form) // want "[Bb]ody"
	if err != nil {
		return err
	}
	for _, c := range resp.Cookies() {
		if c.Name == "session" {
			b.cookies = append(b.cookies, c)
			return nil
		}
	}
	return errors.New("no session: " + resp.Status)
}
