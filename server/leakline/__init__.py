"""Leakline: leaks of goroutines and resources in Go, predicted and observed, on one source line."""

__version__ = "0.1.0"
