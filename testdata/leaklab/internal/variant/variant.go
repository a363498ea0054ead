// Package variant names the patterns that the shop can leak by and says which of them run repaired.
package variant

import (
	"fmt"
	"sort"
	"strings"
)

// The patterns, as -fixed and the "leak:" comments in the source spell them.
const (
	Body      = "body"
	Cancel    = "cancel"
	Send      = "send"
	Receive   = "receive"
	WaitGroup = "waitgroup"
	LoopVar   = "loopvar"
	Ticker    = "ticker"
	Lock      = "lock"
)

// Names lists every pattern.
var Names = []string{Body, Cancel, Send, Receive, WaitGroup, LoopVar, Ticker, Lock}

// Set holds the patterns that run repaired.
type Set map[string]bool

// Parse reads a comma list of pattern names; "all" stands for every one.
func Parse(list string) (Set, error) {
	set := Set{}
	for _, name := range strings.Split(list, ",") {
		switch name = strings.TrimSpace(name); {
		case name == "":
		case name == "all":
			for _, each := range Names {
				set[each] = true
			}
		case known(name):
			set[name] = true
		default:
			return nil, fmt.Errorf("there is no pattern %q to fix; use all or some of %s", name, strings.Join(Names, ","))
		}
	}
	return set, nil
}

// String lists the names in order, as Parse reads them.
func (s Set) String() string {
	names := make([]string, 0, len(s))
	for name := range s {
		names = append(names, name)
	}
	sort.Strings(names)
	return strings.Join(names, ",")
}

func known(name string) bool {
	for _, each := range Names {
		if each == name {
			return true
		}
	}
	return false
}
