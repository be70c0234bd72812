"""The only writers of values of people, their keys and their periods."""
