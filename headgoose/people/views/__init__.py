"""Pages of people in post."""
