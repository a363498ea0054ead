package catalog

import "strings"

// Search lists the products that match any word of query, and counts the words on the side so that the counting
// does not hold up the answer.
func (c *Catalog) Search(query string) []Product {
	if c.closing {
		return c.searchAndClose(query)
	}
	return c.search(query)
}

func (c *Catalog) search(query string) []Product {
	words := make(chan string)
	go func() {
		for word := range words { // leak: receive
			c.count(word)
		}
	}()
	var found []Product
	for _, word := range strings.Fields(strings.ToLower(query)) {
		words <- word
		found = append(found, c.tagged(word)...)
	}
	return found
}

func (c *Catalog) searchAndClose(query string) []Product {
	words := make(chan string)
	defer close(words)
	go func() {
		for word := range words {
			c.count(word)
		}
	}()
	var found []Product
	for _, word := range strings.Fields(strings.ToLower(query)) {
		words <- word
		found = append(found, c.tagged(word)...)
	}
	return found
}
