// Package shop puts the parts of the shop together and serves them over HTTP.
package shop

import (
	"context"
	"time"

	"example.com/leaklab/internal/catalog"
	"example.com/leaklab/internal/loopback"
	"example.com/leaklab/internal/notify"
	"example.com/leaklab/internal/orders"
	"example.com/leaklab/internal/pricing"
	"example.com/leaklab/internal/stock"
	"example.com/leaklab/internal/supplier"
	"example.com/leaklab/internal/upstream"
	"example.com/leaklab/internal/variant"
)

// Exchange rates are read this often, this many workers write letters, and one customer may reserve so many pieces.
const (
	reading = 10 * time.Minute
	workers = 3
	limit   = 5
)

// Shop is the running shop.
type Shop struct {
	life     context.Context
	end      context.CancelFunc
	catalog  *catalog.Catalog
	prices   *pricing.Desk
	rates    *pricing.Rates
	orders   *orders.Desk
	mailer   *notify.Mailer
	pool     *notify.Pool
	ledger   *stock.Ledger
	supplier *supplier.Client
}

// Open starts the shop and the stub of the outside world that it talks to. The patterns in fixed run repaired.
// Close ends it.
func Open(fixed variant.Set) (*Shop, error) {
	listener, err := loopback.Listen("127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	life, end := context.WithCancel(context.Background())
	upstream.Start(life, listener)
	outside := "http://" + listener.Addr().String()

	rates := pricing.NewRates(outside)
	if err := rates.Load(life); err != nil {
		end()
		return nil, err
	}
	go rates.Follow(life, reading)

	goods := catalog.New(catalog.Assortment(), fixed[variant.Receive])
	list := func(sku string) (int, bool) {
		product, ok := goods.Find(sku)
		return product.Cents, ok
	}
	pool := notify.NewPool(workers)
	return &Shop{
		life:     life,
		end:      end,
		catalog:  goods,
		prices:   pricing.NewDesk(list, pricing.Options{Buffered: fixed[variant.Send], Bounded: fixed[variant.Ticker]}),
		rates:    rates,
		orders:   orders.NewDesk(limit, orders.Options{Cancelling: fixed[variant.Cancel], Own: fixed[variant.LoopVar]}),
		mailer:   notify.NewMailer(pool, mailingLists(), fixed[variant.WaitGroup]),
		pool:     pool,
		ledger:   stock.NewLedger(map[string]int{"kettle": 12, "teapot": 7, "lantern": 30}, fixed[variant.Lock]),
		supplier: supplier.New(outside, fixed[variant.Body]),
	}, nil
}

// Close ends what runs beside the requests. What leaked out of them stays until the process ends, but for what
// only waited for the end of the shop.
func (s *Shop) Close() {
	s.end()
	s.pool.Close()
}

func mailingLists() map[string][]notify.Reader {
	return map[string][]notify.Reader{
		"spring": {
			{Address: "ada@example.com", Subscribed: true},
			{Address: "grace@example.com", Subscribed: false},
			{Address: "edsger@example.com", Subscribed: true},
		},
		"regulars": {
			{Address: "ada@example.com", Subscribed: true},
			{Address: "edsger@example.com", Subscribed: true},
		},
	}
}
