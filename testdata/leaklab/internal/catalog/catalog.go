// Package catalog knows the products of the shop and what people look for.
package catalog

import (
	"sort"
	"strings"
	"sync"
)

// Product is one thing that the shop sells. Cents is its list price in euro cents.
type Product struct {
	SKU   string   `json:"sku"`
	Name  string   `json:"name"`
	Cents int      `json:"cents"`
	Tags  []string `json:"tags"`
}

// Catalog is the list of products with a count of the words that people searched for.
type Catalog struct {
	products []Product
	closing  bool

	mu      sync.Mutex
	popular map[string]int
}

// New makes the catalog of products. With closing set a search ends its count of words together with itself.
func New(products []Product, closing bool) *Catalog {
	return &Catalog{products: products, closing: closing, popular: map[string]int{}}
}

// Assortment is what the shop sells.
func Assortment() []Product {
	return []Product{
		{SKU: "kettle", Name: "Red kettle", Cents: 3490, Tags: []string{"kitchen", "red"}},
		{SKU: "teapot", Name: "Stoneware teapot", Cents: 4200, Tags: []string{"kitchen", "blue"}},
		{SKU: "samovar", Name: "Brass samovar", Cents: 28900, Tags: []string{"kitchen", "brass"}},
		{SKU: "lantern", Name: "Garden lantern", Cents: 2250, Tags: []string{"garden", "red"}},
	}
}

// All lists every product.
func (c *Catalog) All() []Product {
	return c.products
}

// Find returns the product of that number.
func (c *Catalog) Find(sku string) (Product, bool) {
	for _, product := range c.products {
		if product.SKU == sku {
			return product, true
		}
	}
	return Product{}, false
}

// Popular lists the words that people searched for, most wanted first.
func (c *Catalog) Popular() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	words := make([]string, 0, len(c.popular))
	for word := range c.popular {
		words = append(words, word)
	}
	sort.Slice(words, func(i, j int) bool {
		if c.popular[words[i]] != c.popular[words[j]] {
			return c.popular[words[i]] > c.popular[words[j]]
		}
		return words[i] < words[j]
	})
	return words
}

func (c *Catalog) count(word string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.popular[word]++
}

func (c *Catalog) tagged(word string) []Product {
	var found []Product
	for _, product := range c.products {
		if strings.Contains(strings.ToLower(product.Name), word) || contains(product.Tags, word) {
			found = append(found, product)
		}
	}
	return found
}

func contains(tags []string, word string) bool {
	for _, tag := range tags {
		if tag == word {
			return true
		}
	}
	return false
}
