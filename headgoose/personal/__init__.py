"""Personal: what is held about a person beyond name and posts: encrypted, masked, revealed for a purpose, cleared.

Nouns: PersonalField, Reveal, RetentionPeriod. Invariants: a value lies in the database only encrypted, bound to its
person and kind; it is shown whole only to the person themself, or for a stated purpose that is in the trail before the
value leaves; the trail never holds a value; what has outlived its period is cleared, and nothing else.
"""
