// Package assert stands for the assertion packages that tests use.
package assert

import "testing"

func ErrorContains(t *testing.T, err error, part string) {}

func NotNil(t *testing.T, value any) {}

func NotEmpty(t *testing.T, value any) {}
