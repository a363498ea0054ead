package resource

import (
	"net"
	"os"
	"testing"
)

type talkers struct{ *talk }

// The helper closes it when the test is over.
func testTalk(t *testing.T) *talk {
	t.Helper()
	made, err := newTalk("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { made.Close() })
	return made
}

func TestTalks(t *testing.T) {
	one := testTalk(t) // ok
	two := testTalk(t) // ok
	if one.conn == two.conn {
		t.Fatal("one connection for both")
	}
}

func TestForgets(t *testing.T) {
	one, err := newTalk("127.0.0.1:0") // want "one"
	if err != nil {
		t.Fatal(err)
	}
	if one.conn == nil {
		t.Fatal("no connection")
	}
}

type expectation struct{}

type matcher struct{}

func Expect(values ...any) expectation { return expectation{} }

func (expectation) To(m matcher) {}

func (expectation) NotTo(m matcher) {}

func HaveOccurred() matcher { return matcher{} }

func TestRefused(t *testing.T) {
	_, err := net.Dial("tcp", "127.0.0.1:1") // ok
	Expect(err).To(HaveOccurred())
}

func TestOpens(t *testing.T) {
	f, err := os.Open("ok.go") // want "f from"
	Expect(err).NotTo(HaveOccurred())
	Expect(f.Name()).NotTo(HaveOccurred())
}
