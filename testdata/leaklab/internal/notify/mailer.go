package notify

import (
	"sync"
	"sync/atomic"
)

// Reader is one customer on a mailing list.
type Reader struct {
	Address    string
	Subscribed bool
}

// Mailer writes to whole mailing lists.
type Mailer struct {
	pool     *Pool
	lists    map[string][]Reader
	counting bool
	complete atomic.Int64
}

// NewMailer makes a mailer that delivers through pool. With counting set every reader is counted off, also the ones
// that no letter goes to.
func NewMailer(pool *Pool, lists map[string][]Reader, counting bool) *Mailer {
	return &Mailer{pool: pool, lists: lists, counting: counting}
}

// Announce writes to every subscribed reader of a list and comes back at once. It says how many are on the list.
func (m *Mailer) Announce(list, text string) int {
	readers := m.lists[list]
	if m.counting {
		m.announceCounting(readers, text)
	} else {
		m.announce(readers, text)
	}
	return len(readers)
}

// Complete counts the announcements that reached everybody.
func (m *Mailer) Complete() int64 {
	return m.complete.Load()
}

func (m *Mailer) announce(readers []Reader, text string) {
	var wg sync.WaitGroup
	for _, reader := range readers {
		wg.Add(1)
		go func(reader Reader) {
			if !reader.Subscribed {
				return
			}
			m.send(reader, text)
			wg.Done()
		}(reader)
	}
	go func() {
		wg.Wait() // leak: waitgroup
		m.complete.Add(1)
	}()
}

func (m *Mailer) announceCounting(readers []Reader, text string) {
	var wg sync.WaitGroup
	for _, reader := range readers {
		wg.Add(1)
		go func(reader Reader) {
			defer wg.Done()
			if !reader.Subscribed {
				return
			}
			m.send(reader, text)
		}(reader)
	}
	go func() {
		wg.Wait()
		m.complete.Add(1)
	}()
}

// send waits until a worker of the pool has delivered the letter.
func (m *Mailer) send(reader Reader, text string) {
	delivered := make(chan struct{})
	m.pool.Deliver(reader.Address, text, func() { close(delivered) })
	<-delivered
}
