package shop

import (
	"net/http"

	"example.com/leaklab/internal/variant"
)

// Leak says how to make one pattern leak: each GET of Path leaves Goroutines more goroutines, after the first Free
// ones that leave none.
type Leak struct {
	Pattern    string `json:"pattern"`
	Path       string `json:"path"`
	Goroutines int    `json:"goroutines"`
	Free       int    `json:"free"`
}

// Leaks lists every pattern.
var Leaks = []Leak{
	{variant.Body, "/availability?sku=samovar", 2, 0},
	{variant.Cancel, "/reserve?sku=kettle&qty=9", 1, 0},
	{variant.Send, "/quote?sku=samovar", 1, 0},
	{variant.Receive, "/search?q=red+kettle", 1, 0},
	{variant.WaitGroup, "/announce?list=spring", 1, 0},
	{variant.LoopVar, "/pack?order=1017&pieces=2", 1, 0},
	{variant.Ticker, "/watch?sku=kettle", 1, 0},
	{variant.Lock, "/restock?sku=teapot&pieces=-50", 1, 1},
}

func leaks(w http.ResponseWriter, _ *http.Request) {
	answer(w, http.StatusOK, Leaks)
}
