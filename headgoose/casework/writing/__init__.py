"""How events get into logs, for the actions of the room only."""
