package main

import (
	"crypto/sha256"
	"encoding/hex"
	"flag"
	"fmt"
	"io"
	"os"
)

var verbose = flag.Bool("v", false, "say more")

func sum(path string) (string, error) {
	f, err := os.Open(path) // want "f"
	if err != nil {
		return "", err
	}
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

func main() {
	flag.Parse()
	code := 0
	for _, arg := range flag.Args() {
		s, err := sum(arg)
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			code = 1
			continue
		}
		if *verbose {
			fmt.Print(arg, " ")
		}
		fmt.Println(s)
	}
	os.Exit(code)
}
