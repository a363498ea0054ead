package mailbox

import "errors"

type box struct{ in chan string }

func (b *box) deliver(s string) { b.in <- s }

func (b *box) next() string { return <-b.in }

func Reply(b *box, ask func() string, urgent bool) (string, error) {
	go b.deliver("hello")
	back := make(chan string)
	go func() { back <- ask() }() // want "back"
	if urgent {
		return "", errors.New("no time for " + b.next())
	}
	return <-back, nil
}
