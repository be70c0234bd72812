"""Pages of what is held about a person."""
