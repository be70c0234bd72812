"""Sending people: a demand, a pool and rules become a plan that is optimal under them and explains itself."""
