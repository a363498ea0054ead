// Package codes stands in for the real one: signatures only.
package codes

// Code is a span's status.
type Code uint32

// The codes.
const (
	Unset Code = iota
	Error
	Ok
)
