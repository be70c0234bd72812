"""The trail for readers: which acts they may see, and those acts in words."""
