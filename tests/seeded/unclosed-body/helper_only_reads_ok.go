package probe

import (
	"fmt"
	"io"
	"net/http"
)

func check(resp *http.Response) error {
	defer resp.Body.Close()
	if resp.StatusCode/100 == 2 {
		return nil
	}
	head, _ := io.ReadAll(io.LimitReader(resp.Body, 512))
	return fmt.Errorf("%s: %s", resp.Status, head)
}

func Alive(c *http.Client, target string) error {
	resp, err := c.Get(target)
	if err != nil {
		return err
	}
	return check(resp)
}
