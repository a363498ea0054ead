package capture

import "testing"

func TestParallel(t *testing.T) {
	for name, n := range map[string]int{"one": 1, "two": 2} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if n == 0 { // want "n"
				t.Fail()
			}
		})
	}
}

func TestSerial(t *testing.T) {
	for name, n := range map[string]int{"one": 1, "two": 2} {
		t.Run(name, func(t *testing.T) {
			if n == 0 { // ok: runs before the next iteration
				t.Fail()
			}
		})
	}
}

func TestCopied(t *testing.T) {
	for name, n := range map[string]int{"one": 1, "two": 2} {
		n := n
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if n == 0 { // ok: the copy
				t.Fail()
			}
		})
	}
}
