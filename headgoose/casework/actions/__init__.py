"""The only writers of requests, whistles, roll-calls and the tables they go by."""
