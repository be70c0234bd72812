"""What writes the records of the room."""
