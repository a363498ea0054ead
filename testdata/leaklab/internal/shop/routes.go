package shop

import (
	"context"
	"encoding/json"
	"errors"
	"log"
	"net/http"
	"runtime/pprof"
	"strconv"
	"time"

	"example.com/leaklab/internal/orders"
)

// Handler serves the shop. Every request runs under profiler labels that name its route and the desk that serves it,
// and what a request starts inherits them.
func (s *Shop) Handler() http.Handler {
	mux := http.NewServeMux()
	for _, route := range []struct {
		path, desk string
		serve      http.HandlerFunc
	}{
		{"/products", "catalog desk", s.products},
		{"/search", "catalog desk", s.search},
		{"/quote", "price desk", s.quote},
		{"/watch", "price desk", s.watch},
		{"/availability", "supplier desk", s.availability},
		{"/reserve", "order desk", s.reserve},
		{"/pack", "order desk", s.pack},
		{"/announce", "mail desk", s.announce},
		{"/restock", "stock desk", s.restock},
		{"/leaks", "lab", leaks},
	} {
		mux.Handle(route.path, labelled(route.path, route.desk, route.serve))
	}
	return mux
}

func labelled(path, desk string, serve http.HandlerFunc) http.Handler {
	labels := pprof.Labels("route", path, "served by", desk)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		pprof.Do(r.Context(), labels, func(ctx context.Context) {
			serve(w, r.WithContext(ctx))
		})
	})
}

func (s *Shop) products(w http.ResponseWriter, _ *http.Request) {
	answer(w, http.StatusOK, map[string]any{"products": s.catalog.All(), "popular": s.catalog.Popular()})
}

func (s *Shop) search(w http.ResponseWriter, r *http.Request) {
	answer(w, http.StatusOK, s.catalog.Search(r.FormValue("q")))
}

func (s *Shop) quote(w http.ResponseWriter, r *http.Request) {
	sku := r.FormValue("sku")
	if !s.known(w, sku) {
		return
	}
	rate, ok := s.rates.Of(currency(r))
	if !ok {
		refuse(w, http.StatusBadRequest, "there is no rate for that currency")
		return
	}
	wait, ok := patience(w, r)
	if !ok {
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), wait)
	defer cancel()
	cents, err := s.prices.Quote(ctx, sku)
	if err != nil {
		refuse(w, http.StatusGatewayTimeout, "no offer in time: "+err.Error())
		return
	}
	answer(w, http.StatusOK, map[string]any{"sku": sku, "cents": int(float64(cents) * rate), "currency": currency(r)})
}

func (s *Shop) watch(w http.ResponseWriter, r *http.Request) {
	sku := r.FormValue("sku")
	if !s.known(w, sku) {
		return
	}
	s.prices.Watch(r.Context(), sku)
	answer(w, http.StatusAccepted, map[string]string{"watching": sku})
}

func (s *Shop) availability(w http.ResponseWriter, r *http.Request) {
	sku := r.FormValue("sku")
	if !s.known(w, sku) {
		return
	}
	available, err := s.supplier.Availability(sku)
	if err != nil {
		refuse(w, http.StatusBadGateway, err.Error())
		return
	}
	answer(w, http.StatusOK, available)
}

func (s *Shop) reserve(w http.ResponseWriter, r *http.Request) {
	qty, err := strconv.Atoi(r.FormValue("qty"))
	if err != nil {
		refuse(w, http.StatusBadRequest, "qty is not a number")
		return
	}
	hold, err := s.orders.Reserve(s.life, r.FormValue("sku"), qty)
	switch {
	case errors.Is(err, orders.ErrLimit):
		refuse(w, http.StatusConflict, err.Error())
	case err != nil:
		refuse(w, http.StatusInternalServerError, err.Error())
	default:
		answer(w, http.StatusOK, hold)
	}
}

func (s *Shop) pack(w http.ResponseWriter, r *http.Request) {
	pieces, err := strconv.Atoi(r.FormValue("pieces"))
	if err != nil || pieces < 1 || pieces > 20 {
		refuse(w, http.StatusBadRequest, "pieces is not a number from 1 to 20")
		return
	}
	wait, ok := patience(w, r)
	if !ok {
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), wait)
	defer cancel()
	labels, err := s.orders.Pack(ctx, r.FormValue("order"), pieces)
	if err != nil {
		refuse(w, http.StatusGatewayTimeout, "not packed in time: "+err.Error())
		return
	}
	answer(w, http.StatusOK, labels)
}

func (s *Shop) announce(w http.ResponseWriter, r *http.Request) {
	readers := s.mailer.Announce(r.FormValue("list"), "The new kettles are here.")
	answer(w, http.StatusAccepted, map[string]any{"readers": readers, "complete": s.mailer.Complete()})
}

// restock answers before the ledger is written: a correction may wait, a customer may not.
func (s *Shop) restock(w http.ResponseWriter, r *http.Request) {
	sku := r.FormValue("sku")
	pieces, err := strconv.Atoi(r.FormValue("pieces"))
	if err != nil {
		refuse(w, http.StatusBadRequest, "pieces is not a number")
		return
	}
	go func() {
		if err := s.ledger.Correct(sku, pieces); err != nil {
			log.Printf("restock: %v", err)
		}
	}()
	answer(w, http.StatusAccepted, map[string]string{"noted": sku})
}

func (s *Shop) known(w http.ResponseWriter, sku string) bool {
	_, ok := s.catalog.Find(sku)
	if !ok {
		refuse(w, http.StatusNotFound, "the shop does not sell that")
	}
	return ok
}

// patience is how long the customer wants to wait: what the request says under "within", or else two seconds.
func patience(w http.ResponseWriter, r *http.Request) (time.Duration, bool) {
	within := r.FormValue("within")
	if within == "" {
		return 2 * time.Second, true
	}
	wait, err := time.ParseDuration(within)
	if err != nil || wait <= 0 || wait > 10*time.Second {
		refuse(w, http.StatusBadRequest, "within is not a time such as 20ms, up to 10s")
		return 0, false
	}
	return wait, true
}

func currency(r *http.Request) string {
	if name := r.FormValue("currency"); name != "" {
		return name
	}
	return "EUR"
}

func refuse(w http.ResponseWriter, status int, why string) {
	answer(w, status, map[string]string{"error": why})
}

func answer(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(body)
}
