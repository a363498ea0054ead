package shop

import (
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"
	"time"

	"example.com/leaklab/internal/variant"
)

// TestEveryRequestLeavesItsGoroutinesOnTheMarkedLine drives each pattern twice, 5 and then 15 requests, and counts by
// the runtime's own means: the goroutines must grow in proportion, on the marked line and nowhere else.
func TestEveryRequestLeavesItsGoroutinesOnTheMarkedLine(t *testing.T) {
	marks := marked(t)
	for _, leak := range Leaks {
		leak := leak
		t.Run(leak.Pattern, func(t *testing.T) {
			url := open(t, variant.Set{})
			before, requests := steady(t, marks[leak.Pattern]), 0
			for _, more := range []int{5, 15} {
				get(t, url+leak.Path, more)
				requests += more
				want := (requests - leak.Free) * leak.Goroutines
				after := steadyAt(t, marks[leak.Pattern], count{before.total + want, before.there + want})
				if got := after.total - before.total; got != want {
					t.Errorf("%d requests left %d more goroutines in all, want %d", requests, got, want)
				}
				if got := after.there - before.there; got != want {
					t.Errorf("%d requests left %d more goroutines at %v, want %d", requests, got, marks[leak.Pattern], want)
				}
			}
		})
	}
}

// TestTheRepairedTwinLeavesNothing drives each pattern in a shop where only its own twin is repaired.
func TestTheRepairedTwinLeavesNothing(t *testing.T) {
	marks := marked(t)
	for _, leak := range Leaks {
		leak := leak
		t.Run(leak.Pattern, func(t *testing.T) {
			url := open(t, variant.Set{leak.Pattern: true})
			before := steady(t, marks[leak.Pattern])
			get(t, url+leak.Path, 20)
			if after := steadyAt(t, marks[leak.Pattern], before); after != before {
				t.Errorf("20 requests left %+v, and there were %+v before", after, before)
			}
		})
	}
}

// TestGoodRequestsLeaveNothing takes the way of each leaking function that its author had in mind.
func TestGoodRequestsLeaveNothing(t *testing.T) {
	for _, path := range []string{
		"/products", "/availability?sku=kettle", "/reserve?sku=kettle&qty=2", "/quote?sku=kettle&currency=USD",
		"/announce?list=regulars", "/pack?order=1018&pieces=1", "/restock?sku=teapot&pieces=3",
	} {
		t.Run(path, func(t *testing.T) {
			url := open(t, variant.Set{})
			get(t, url+path, 1) // the supplier's connection stays open, idle, after the first request
			before := steady(t, mark{})
			get(t, url+path, 20)
			if after := steadyAt(t, mark{}, before); after != before {
				t.Errorf("20 requests left %d goroutines, and there were %d before", after.total, before.total)
			}
		})
	}
}

// mark is a line of the module that a "leak:" comment marks: a file with slashes, relative to the module.
type mark struct {
	pattern, file string
	line          int
}

// marked reads the marks from the source: one a pattern.
func marked(t *testing.T) map[string]mark {
	t.Helper()
	root := filepath.Join("..", "..")
	comment := regexp.MustCompile(`// leak: (\w+)$`)
	marks := map[string]mark{}
	err := filepath.WalkDir(root, func(path string, _ os.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".go") {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		file, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		for i, line := range strings.Split(string(text), "\n") {
			if found := comment.FindStringSubmatch(line); found != nil {
				if at, twice := marks[found[1]]; twice {
					t.Errorf("%s is marked at %v and again in %s:%d", found[1], at, path, i+1)
				}
				marks[found[1]] = mark{found[1], filepath.ToSlash(file), i + 1}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, leak := range Leaks {
		if _, ok := marks[leak.Pattern]; !ok {
			t.Fatalf("no line is marked with leak: %s", leak.Pattern)
		}
	}
	if len(marks) != len(variant.Names) || len(Leaks) != len(variant.Names) {
		t.Fatalf("%d patterns, %d of them driven, %d of them marked", len(variant.Names), len(Leaks), len(marks))
	}
	return marks
}

// standing counts the goroutines with a frame on the marked line. What an unclosed body leaves has no frame of the
// shop: these are the two goroutines of each connection that net/http's client keeps.
func standing(at mark) int {
	n := 0
	for _, record := range profile() {
		frames := runtime.CallersFrames(record.Stack())
		for more := true; more; {
			var frame runtime.Frame
			frame, more = frames.Next()
			found := strings.HasSuffix(frame.File, "/"+at.file) && frame.Line == at.line
			if at.pattern == variant.Body {
				found = frame.Function == "net/http.(*persistConn).readLoop" || frame.Function == "net/http.(*persistConn).writeLoop"
			}
			if found {
				n++
				break
			}
		}
	}
	return n
}

func profile() []runtime.StackRecord {
	records := make([]runtime.StackRecord, runtime.NumGoroutine()+50)
	for {
		n, ok := runtime.GoroutineProfile(records)
		if ok {
			return records[:n]
		}
		records = make([]runtime.StackRecord, n+50)
	}
}

// open starts a shop and serves it until the test ends.
func open(t *testing.T, fixed variant.Set) string {
	t.Helper()
	log.SetOutput(io.Discard)
	store, err := Open(fixed)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(store.Handler())
	t.Cleanup(func() {
		server.Close()
		store.Close()
	})
	return server.URL
}

// get sends n requests, one after another, each on a connection of its own.
func get(t *testing.T, url string, n int) {
	t.Helper()
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	for i := 0; i < n; i++ {
		resp, err := client.Get(url)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.Copy(io.Discard, resp.Body); err != nil {
			t.Error(err)
		}
		resp.Body.Close()
		if resp.StatusCode == http.StatusNotFound || resp.StatusCode == http.StatusBadRequest || resp.StatusCode == http.StatusInternalServerError {
			t.Fatalf("GET %s: %s", url, resp.Status)
		}
	}
}

// count is a number of goroutines: of all, and of those on a marked line.
type count struct{ total, there int }

// steady counts once the counts stay the same for a while.
func steady(t *testing.T, at mark) count {
	t.Helper()
	return steadyWhere(t, at, func(count) bool { return true })
}

// steadyAt waits until the counts are want and stay so for a while. If that does not come, it returns the last ones.
func steadyAt(t *testing.T, at mark, want count) count {
	t.Helper()
	return steadyWhere(t, at, func(now count) bool { return now == want })
}

func steadyWhere(t *testing.T, at mark, good func(count) bool) count {
	t.Helper()
	poll := time.NewTicker(5 * time.Millisecond)
	defer poll.Stop()
	deadline := time.Now().Add(10 * time.Second)
	var last count
	for same := 0; same < 20 && time.Now().Before(deadline); {
		<-poll.C
		if now := (count{runtime.NumGoroutine(), standing(at)}); now == last && good(now) {
			same++
		} else {
			last, same = now, 0
		}
	}
	return last
}
