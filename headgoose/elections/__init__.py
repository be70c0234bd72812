"""Term elections of the two village committees: planned, held, confirmed; each confirmation seats a village."""
