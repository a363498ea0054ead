package upload

import (
	"errors"
	"net/http"
	"os"
)

func Put(c *http.Client, url, file string) error {
	f, err := os.Open(file)
	if err != nil {
		return err
	}
	req, err := http.NewRequest(http.MethodPut, url, f)
	if err != nil {
		f.Close()
		return err
	}
	defer req.Body.Close()
	resp, err := c.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusCreated {
		return errors.New("upload refused: " + resp.Status)
	}
	return nil
}
