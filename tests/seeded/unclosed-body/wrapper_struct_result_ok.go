package envelope

import (
	"fmt"
	"net/http"
)

type Answer struct {
	*http.Response
	Cached bool
}

type Session struct{ c http.Client }

func (s *Session) do(req *http.Request) (*Answer, error) {
	resp, err := s.c.Do(req)
	if err != nil {
		return nil, err
	}
	return &Answer{Response: resp}, nil
}

func (s *Session) Delete(url string) error {
	req, err := http.NewRequest(http.MethodDelete, url, nil)
	if err != nil {
		return err
	}
	ans, err := s.do(req)
	if err != nil {
		return err
	}
	defer ans.Body.Close()
	if ans.StatusCode != 204 {
		return fmt.Errorf("delete: %s", ans.Status)
	}
	return nil
}
