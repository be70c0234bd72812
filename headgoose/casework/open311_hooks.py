"""What the part `open311` of the room hangs into other rooms."""


def register() -> None:
    """Called once, when the room is ready."""
