package goroutinebreaksnesting

import (
	"sync"
	"time"
)

type Backup struct {
	meta sync.Mutex
	data sync.Mutex
	size int64
	at   time.Time
}

func (b *Backup) touch() {
	b.meta.Lock()
	b.at = time.Now()
	b.meta.Unlock()
}

func (b *Backup) Write(n int64) {
	b.data.Lock()
	defer b.data.Unlock()
	b.size += n
	go b.touch()
}

func (b *Backup) Info() (time.Time, int64) {
	b.meta.Lock()
	defer b.meta.Unlock()
	b.data.Lock()
	defer b.data.Unlock()
	return b.at, b.size
}
