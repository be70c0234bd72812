"""Sending people: a demand, a pool and rules become a plan that is optimal under them and explains itself.

Nouns: Run (who is sent where, under which published rule), Demand (how many people a place may and must have), Bound
(the same for a township, county or prefecture), Candidate (somebody in the pool), Edge (where a candidate may go, and
what that costs), Ruling (a pin or a forbid), Placement (a line of the plan), RunFile (a file that was brought in).
Invariants, all kept by the database: what was solved changes neither while it is solved nor after it was approved;
neither who drew the run up nor who changed it last approves it; nobody is placed twice; nothing is issued without
approval, nor twice.
"""
