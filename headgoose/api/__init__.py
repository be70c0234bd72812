"""The HTTP API: assembles the routers of the rooms below and stands at their door.

Nouns: AccessToken. Invariants: a token's secret is shown once and stored as a digest; what a token may do is what its
user's posts allow on the day of the request, less what the token leaves out; cookies are no pass here; every operation
is refused to whoever brings no token; every error is a problem (RFC 9457).
"""
