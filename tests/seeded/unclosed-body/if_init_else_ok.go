package feed

import (
	"encoding/xml"
	"log"
	"net/http"
)

type item struct {
	Title string `xml:"title"`
}

func titles(url string) []item {
	var doc struct {
		Items []item `xml:"channel>item"`
	}
	if resp, err := http.Get(url); err != nil {
		log.Printf("feed %s: %v", url, err)
	} else {
		if err := xml.NewDecoder(resp.Body).Decode(&doc); err != nil {
			log.Printf("feed %s: %v", url, err)
		}
		resp.Body.Close()
	}
	return doc.Items
}
