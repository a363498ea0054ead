package aliasbody

import (
	"bufio"
	"net/http"
	"strconv"
)

func counter(url string) (n int, err error) {
	resp, err := http.Get(url)
	if err != nil {
		return 0, err
	}
	body := resp.Body
	defer body.Close()
	sc := bufio.NewScanner(body)
	for sc.Scan() {
		v, err := strconv.Atoi(sc.Text())
		if err != nil {
			return n, err
		}
		n += v
	}
	return n, sc.Err()
}
