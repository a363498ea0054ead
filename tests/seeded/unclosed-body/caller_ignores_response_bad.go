package callerignoresresponse

import (
	"bytes"
	"encoding/json"
	"net/http"
)

type Client struct{ http.Client }

func (c *Client) send(method, u string, in any) (*http.Response, error) {
	b, err := json.Marshal(in)
	if err != nil {
		return nil, err
	}
	req, err := http.NewRequest(method, u, bytes.NewReader(b))
	if err != nil {
		return nil, err
	}
	return c.Do(req)
}

func (c *Client) Ack(u string, id int) error {
	_, err := c.send(http.MethodPost, u, map[string]int{"ack": id}) // want "."
	return err
}
