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
			f, err := os.Open(filepath.Join(h.dir, n))
			if err != nil {
				return err
			}
			defer f.Close()
			if ctx.Err() != nil {
				return ctx.Err()
			}
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
