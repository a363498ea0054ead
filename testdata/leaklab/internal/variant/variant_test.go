package variant

import "testing"

func TestParse(t *testing.T) {
	for list, want := range map[string]string{
		"":              "",
		"send":          "send",
		" send , body,": "body,send",
		"all":           "body,cancel,lock,loopvar,receive,send,ticker,waitgroup",
	} {
		set, err := Parse(list)
		if err != nil || set.String() != want {
			t.Errorf("Parse(%q) = %q, %v; want %q", list, set, err, want)
		}
	}
	if set, err := Parse("send,sends"); err == nil {
		t.Errorf("Parse took an unknown name: %q", set)
	}
}
