package sitemap

import (
	"bufio"
	"net/http"
	"strings"
)

func Links(hosts []string, paths []string) (found []string) {
hosts:
	for _, host := range hosts {
		for _, p := range paths {
			resp, err := http.Get(host + p)
			if err != nil {
				continue hosts
			}
			sc := bufio.NewScanner(resp.Body)
			for sc.Scan() {
				line := sc.Text()
				if strings.HasPrefix(line, "#stop") {
					resp.Body.Close()
					continue hosts
				}
				found = append(found, line)
			}
			resp.Body.Close()
		}
	}
	return found
}
