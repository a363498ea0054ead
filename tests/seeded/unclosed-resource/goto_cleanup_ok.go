package gotocleanup

import (
	"errors"
	"io"
	"log"
	"os"
)

func Convert(from, to string) error {
	var n int64
	var out *os.File
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	out, err = os.Create(to)
	if err != nil {
		goto done
	}
	n, err = io.Copy(out, in)
	if err != nil {
		goto done
	}
	log.Printf("%d bytes", n)
done:
	if out != nil {
		err = errors.Join(err, out.Close())
	}
	in.Close()
	return err
}
