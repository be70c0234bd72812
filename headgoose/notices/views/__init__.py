"""Pages of one's own notices and channels."""
