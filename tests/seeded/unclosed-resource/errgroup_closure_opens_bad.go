package errgroupclosureopens

import (
	"context"
	"crypto/sha256"
	"io"
	"os"
	"path/filepath"

	"golang.org/x/sync/errgroup"
)

type Hasher struct{ dir string }

func (h *Hasher) Sums(ctx context.Context, names []string) ([][]byte, error) {
	sums := make([][]byte, len(names))
	g, ctx := errgroup.WithContext(ctx)
	for i, n := range names {
		g.Go(func() error {
			f, err := os.Open(filepath.Join(h.dir, n)) // want "f"
			if err != nil {
				return err
			}
			if ctx.Err() != nil {
				return ctx.Err()
			}
			defer f.Close()
			d := sha256.New()
			if _, err := io.Copy(d, f); err != nil {
				return err
			}
			sums[i] = d.Sum(nil)
			return nil
		})
	}
	return sums, g.Wait()
}
