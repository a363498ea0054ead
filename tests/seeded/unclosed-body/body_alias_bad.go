package aliasbody

import (
	"bufio"
	"net/http"
	"strconv"
)

func counter(url string) (n int, err error) {
	resp, err := http.Get(url) // want "[Bb]ody"
	if err != nil {
		return 0, err
	}
	body := resp.Body
	sc := bufio.NewScanner(body)
	for sc.Scan() {
		v, err := strconv.Atoi(sc.Text())
		if err != nil {
			return n, err
		}
		n += v
	}
	body.Close()
	return n, sc.Err()
}
