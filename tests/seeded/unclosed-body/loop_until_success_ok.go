package startup

import (
	"log"
	"net/http"
	"time"
)

func Await(url string) {
	for {
		resp, err := http.Get(url)
		if err == nil {
			resp.Body.Close()
			if resp.StatusCode == http.StatusOK {
				break
			}
			log.Print("not ready: ", resp.Status)
		} else {
			log.Print(err)
		}
		time.Sleep(time.Second)
	}
	log.Print("ready")
}
