"""Tests of the room `personal`, which need accounts: a room above it."""
