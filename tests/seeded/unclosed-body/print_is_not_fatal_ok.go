package cmdcheck

import (
	"encoding/json"
	"log"
	"net/http"
)

type flags struct{ verbose bool }

func load(f flags, url string) map[string]string {
	resp, err := http.Get(url)
	if err != nil {
		log.Fatalln("load:", err)
	}
	if resp.StatusCode != 200 {
		log.Fatalln("load:", resp.Status)
	}
	m := map[string]string{}
	err = json.NewDecoder(resp.Body).Decode(&m)
	resp.Body.Close()
	if err != nil && f.verbose {
		log.Println(err)
	}
	return m
}
