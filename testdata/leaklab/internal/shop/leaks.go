package shop

import (
	"net/http"

	"example.com/leaklab/internal/variant"
)

// Leak says how to make one pattern leak: each GET of Path leaves Goroutines more goroutines behind by Function, after
// the first Free ones that leave none.
type Leak struct {
	Pattern    string `json:"pattern"`
	Path       string `json:"path"`
	Function   string `json:"function"`
	Goroutines int    `json:"goroutines"`
	Free       int    `json:"free"`
}

const internal = "example.com/leaklab/internal/"

// Leaks lists every pattern.
var Leaks = []Leak{
	{variant.Body, "/availability?sku=samovar", internal + "supplier.(*Client).ask", 2, 0},
	{variant.Cancel, "/reserve?sku=kettle&qty=9", internal + "orders.(*Desk).reserve", 1, 0},
	{variant.Send, "/quote?sku=samovar&within=20ms", internal + "pricing.(*Desk).quoteDirect", 1, 0},
	{variant.Receive, "/search?q=red+kettle", internal + "catalog.(*Catalog).search", 1, 0},
	{variant.WaitGroup, "/announce?list=spring", internal + "notify.(*Mailer).announce", 1, 0},
	{variant.LoopVar, "/pack?order=1017&pieces=2&within=20ms", internal + "orders.(*Desk).pack", 1, 0},
	{variant.Ticker, "/watch?sku=kettle", internal + "pricing.(*Desk).watch", 1, 0},
	{variant.Lock, "/restock?sku=teapot&pieces=-50", internal + "stock.(*Ledger).correct", 1, 1},
}

func leaks(w http.ResponseWriter, _ *http.Request) {
	answer(w, http.StatusOK, Leaks)
}
