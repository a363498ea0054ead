package gotocleanup

import (
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
	out, err = os.Create(to) // want "out"
	if err != nil {
		goto done
	}
	n, err = io.Copy(out, in)
	if err != nil {
		goto done
	}
	log.Printf("%d bytes", n)
	err = out.Close()
done:
	in.Close()
	return err
}
