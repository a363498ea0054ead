package hashes

import "crypto/sha256"

func Any(blobs [][]byte, want [32]byte) bool {
	sums := make(chan [32]byte)
	for _, b := range blobs {
		go func(b []byte) { sums <- sha256.Sum256(b) }(b) // want "sums"
	}
	for i := 0; i < len(blobs); i++ {
		if <-sums == want {
			return true
		}
	}
	return false
}
