"""What becomes of people in post: the chain select, train, manage, reward; terms that end; handing over."""
