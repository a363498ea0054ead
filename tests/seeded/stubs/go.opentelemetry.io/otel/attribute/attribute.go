// Package attribute stands in for the real one: signatures only.
package attribute

// KeyValue is one attribute.
type KeyValue struct{ Key, Value string }

// String makes an attribute of a string.
func String(k, v string) KeyValue { return KeyValue{k, v} }

// Int makes an attribute of a number.
func Int(k string, v int) KeyValue { return KeyValue{Key: k} }
