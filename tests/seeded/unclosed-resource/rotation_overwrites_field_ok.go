package rotationoverwritesfield

import (
	"fmt"
	"os"
	"sync"
)

type RotatingLog struct {
	mu   sync.Mutex
	dir  string
	n    int
	size int64
	cur  *os.File
}

func (l *RotatingLog) rotate() error {
	f, err := os.Create(fmt.Sprintf("%s/%d.log", l.dir, l.n))
	if err != nil {
		return err
	}
	l.n++
	l.size = 0
	if l.cur != nil {
		l.cur.Close()
	}
	l.cur = f
	return nil
}

func (l *RotatingLog) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.cur == nil || l.size+int64(len(p)) > 1<<20 {
		if err := l.rotate(); err != nil {
			return 0, err
		}
	}
	n, err := l.cur.Write(p)
	l.size += int64(n)
	return n, err
}

// Close ends the log.
func (l *RotatingLog) Close() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.cur == nil {
		return nil
	}
	return l.cur.Close()
}
