package parse

import (
	"strconv"
	"testing"
)

func TestParse(t *testing.T) {
	for _, tc := range []struct {
		in   string
		want int
	}{{"1", 1}, {"22", 22}} {
		t.Run(tc.in, func(t *testing.T) {
			t.Parallel()
			got, err := strconv.Atoi(tc.in) // want "tc"
			if err != nil || got != tc.want {
				t.Errorf("got %d, %v", got, err)
			}
		})
	}
}
