"""What the part `measures` of the room hangs into other rooms: its figures and the records behind them."""

from headgoose.kernel.figures import presenters


def register() -> None:
    """Called once, when the room is ready."""
    from headgoose.casework import figures as figures  # declares the room's figures
    from headgoose.casework.presenters import present_called, present_exclusions, present_requests, present_whistles

    presenters.add("casework.request", present_requests)
    presenters.add("casework.exclusion", present_exclusions)
    presenters.add("casework.whistle", present_whistles)
    presenters.add("casework.called", present_called)
