package pipereadergivenup

import (
	"archive/tar"
	"fmt"
	"io"
	"os"
)

// Pack streams a directory's names to upload.
func Pack(names []string, upload func(io.Reader) error) error {
	pr, pw := io.Pipe()
	go func() {
		tw := tar.NewWriter(pw)
		for _, n := range names {
			if err := tw.WriteHeader(&tar.Header{Name: n, Mode: 0o600}); err != nil {
				pw.CloseWithError(err)
				return
			}
		}
		pw.CloseWithError(tw.Close())
	}()
	defer pr.Close()
	scratch, err := os.Create(os.TempDir() + "/pack.log")
	if err != nil {
		return err
	}
	defer scratch.Close()
	if err := upload(io.TeeReader(pr, scratch)); err != nil {
		return fmt.Errorf("upload: %w", err)
	}
	return scratch.Sync()
}
