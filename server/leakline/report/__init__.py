"""Results written out as text, JSON, SARIF, GitHub annotations and HTML."""
