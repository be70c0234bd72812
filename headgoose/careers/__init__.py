"""What becomes of people in post: the chain select, train, manage, reward; terms that end; handing over.

Nouns: Review (a year in a post, in the person's own word, reviewed and confirmed), Award, SuccessionRule and Extension
(how long somebody may stay on), Reserve (who could follow), Handover with its tasks. Invariants, all kept by the
database: who reviews is another than who is reviewed, and who confirms yet another; what is confirmed stays; an award
is revoked with a reason, never deleted; no tenure is extended beyond the limit of its rule; a task of a handover is
confirmed once by each of the two who hand over, and a handover is done when nothing is left of it. Grades of reviews
are kept for the person and for who appoints there; nothing here ranks anybody.
"""
