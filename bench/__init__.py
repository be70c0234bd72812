"""One script a question: ours and a peer's or a limit's on the same work in the same run, as a ratio."""
