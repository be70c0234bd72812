"""Answers kept by the client's key: a request repeated after a lost answer has its effect once."""
