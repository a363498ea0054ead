"""Tree-sitter parsing of Go: the parser, shims for grammar gaps, and cutting a file into functions."""
