"""Proofs on bytes that a rule can find nothing in a declaration, so that it is neither parsed nor lowered.

Each gate tells True where something may be found. It reads names and gofmt's indentation, never a tree: where a text is not
laid out by gofmt it tells True.
"""
