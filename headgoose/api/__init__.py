"""Api: the HTTP interface for programs: the routers of the rooms put together, tokens, limits, problem details."""
