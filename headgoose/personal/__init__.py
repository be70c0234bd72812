"""Personal: what is held about a person beyond name and posts, encrypted, masked, revealed for a purpose, and cleared in time."""
