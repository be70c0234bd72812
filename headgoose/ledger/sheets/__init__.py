"""Sheets of vouchers: read as they were sent, checked against a book, and taken whole or not at all."""
