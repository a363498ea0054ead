package snapshotstream

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
)

type Blobs interface {
	Open(ctx context.Context, key string) (io.ReadCloser, error)
}

type Snapshots struct {
	blobs Blobs
	names map[string]int
}

// Load reads the newest snapshot into memory.
func (s *Snapshots) Load(ctx context.Context, key string) error {
	stream, err := s.blobs.Open(ctx, key)
	if err != nil {
		return fmt.Errorf("snapshot %s: %w", key, err)
	}
	defer stream.Close()
	if err := json.NewDecoder(stream).Decode(&s.names); err != nil {
		return fmt.Errorf("snapshot %s: %w", key, err)
	}
	return nil
}
