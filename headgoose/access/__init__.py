"""Access: who may sign in, and what the posts held now let them do and see.

Nouns: User. Invariants: authority comes from a tenure held today; without one a user may do and see nothing; every
row is read through the scope that `actor_of` computes.
"""
