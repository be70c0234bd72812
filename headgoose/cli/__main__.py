"""`python -m headgoose.cli`, for where the entry point is not installed."""

from headgoose.cli import main

main()
