"""The language server: one thin file per feature."""
