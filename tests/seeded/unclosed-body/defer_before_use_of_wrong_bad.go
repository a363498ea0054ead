package swap

import "net/http"

func swap(c *http.Client, put, get *http.Request) (string, error) {
	put.Header.Set("If-None-Match", "*")
	presp, err := c.Do(put)
	if err != nil {
		return "", err
	}
	defer presp.Body.Close()
	gresp, err := c.Do(get) // want "gresp|[Bb]ody"
	if err != nil {
		return "", err
	}
	defer presp.Body.Close()
	return gresp.Header.Get("Etag"), nil
}
