"""Who may call what, walked: every address, member of the cast and area, against docs/reference/access-matrix.md."""
