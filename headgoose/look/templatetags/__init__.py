"""The tags that every template has at hand."""
