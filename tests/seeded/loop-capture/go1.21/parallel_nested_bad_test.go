package matrix

import (
	"fmt"
	"testing"
)

func TestMatrix(t *testing.T) {
	for _, os := range []string{"linux", "darwin"} {
		os := os
		for _, arch := range []string{"amd64", "arm64"} {
			t.Run(fmt.Sprintf("%s-%s", os, arch), func(t *testing.T) {
				t.Parallel()
				if os == "" {
					t.Skip("no system")
				}
				t.Log(arch) // want "arch"
			})
		}
	}
}
