"""Documents as bytes, line tables, edits and position encodings."""
