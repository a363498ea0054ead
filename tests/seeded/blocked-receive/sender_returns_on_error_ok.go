package senderreturnsonerror

import (
	"errors"
	"log"
)

type Quote struct {
	Symbol string
	Price  float64
}

func fetch(symbol string) (Quote, error) {
	if symbol == "" {
		return Quote{}, errors.New("no symbol")
	}
	return Quote{Symbol: symbol, Price: 1}, nil
}

// Latest asks in the background and waits for the answer.
func Latest(symbol string) Quote {
	got := make(chan Quote)
	go func() {
		defer close(got)
		q, err := fetch(symbol)
		if err != nil {
			log.Printf("quote %s: %v", symbol, err)
			return
		}
		got <- q
	}()
	return <-got
}
