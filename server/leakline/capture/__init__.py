"""Where profiles come from, what fetching them costs, and where they are kept."""
