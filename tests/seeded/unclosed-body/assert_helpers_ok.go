package asserts

import (
	"net/http"
)

type reporter interface {
	Errorf(format string, args ...any)
	FailNow()
}

// noError ends the test where err is not nil.
func noError(t reporter, err error) {
	if err != nil {
		t.Errorf("unexpected: %v", err)
		t.FailNow()
	}
}

func CheckHealth(t reporter, url string) int {
	resp, err := http.Get(url)
	noError(t, err)
	defer resp.Body.Close()
	if resp.StatusCode == http.StatusOK {
		return 1
	}
	t.Errorf("status %d", resp.StatusCode)
	return 0
}
