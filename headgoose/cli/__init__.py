"""The command line of the operator: serve, build the demo, bring places in, back up, restore, check.

Stands on top of all rooms. A user's mistake gets a plain sentence and exit code 1 (2 for a wrong option), never a
traceback.
"""


def main() -> None:
    """The entry point `headgoose`."""
    from headgoose.cli.application import run

    run()
