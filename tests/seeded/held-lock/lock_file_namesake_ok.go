package lockfilenamesake

import (
	"errors"
	"fmt"
	"os"
	"sync"
)

// fileLock locks between processes; Lock reports what went wrong.
type fileLock struct{ path string }

func (l *fileLock) Lock() error {
	f, err := os.OpenFile(l.path, os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	return f.Close()
}

func (l *fileLock) Unlock() error { return os.Remove(l.path) }

type State struct {
	mu    sync.Mutex
	lock  *fileLock
	value string
}

func (s *State) Save() error {
	if err := s.lock.Lock(); err != nil {
		return fmt.Errorf("lock: %w", err)
	}
	s.mu.Lock()
	err := os.WriteFile(s.lock.path+".state", []byte(s.value), 0o600)
	s.mu.Unlock()
	if err != nil {
		return errors.Join(err, s.lock.Unlock())
	}
	return s.lock.Unlock()
}
