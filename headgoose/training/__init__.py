"""Training of cadres and governance workers: classes, places in them, rolls, hours, certificates.

Nouns: Track (which posts a class is for), TrainingClass, Session, Quota (places handed out to an area), Enrolment (a
person named for a class), Mark (present at a session or not, and how that is known), RollList (a list filled in without
a network), Certificate, Material, Evaluation. Invariants, all kept by the database: nobody sits in a seat beyond the
quota, nor twice; a person is in a class once at a time, by a post of its track; marks are only added; approved minutes
are at most what the class lasted, and what they were before is kept; an evaluation is tied to nobody.
"""
