package groups

import "testing"

func TestGroup(t *testing.T) {
	cases := map[string][]int{"a": {1}, "b": {2, 3}}
	for name, in := range cases {
		in := in
		t.Run(name, func(t *testing.T) {
			for _, v := range in {
				v := v
				t.Run("value", func(t *testing.T) {
					t.Parallel()
					if v < 0 {
						t.Error("negative")
					}
				})
			}
		})
	}
}
