"""One function lowered once: flat operations, blocks, edges and defers, and questions about paths."""
