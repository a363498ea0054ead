"""Profile formats read into one model."""
