package receives

// Nobody closes it or sends on it.
type holder struct {
	quit chan struct{}
	name string
}

func newHolder(name string) *holder { return &holder{quit: make(chan struct{}), name: name} }

func (h *holder) wait() string {
	<-h.quit // want "holder.quit"
	return h.name
}

// By way of a method that gives the channel.
type parent struct{ held *holder }

func (h *holder) ended() <-chan struct{} { return h.quit }

func (p *parent) hold() {
	<-p.held.ended() // want "holder.quit"
}
