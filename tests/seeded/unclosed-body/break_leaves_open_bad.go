package failover

import (
	"errors"
	"net/http"
)

func master(hosts []string) (string, error) {
	leader := ""
	for _, h := range hosts {
		resp, err := http.Get("http://" + h + "/role") // want "[Bb]ody"
		if err != nil {
			continue
		}
		if resp.Header.Get("X-Role") == "leader" {
			leader = h
			break
		}
		resp.Body.Close()
	}
	if leader == "" {
		return "", errors.New("no leader")
	}
	return leader, nil
}
