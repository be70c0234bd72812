"""What the part `public` of the room hangs into other rooms."""


def register() -> None:
    """Called once, when the room is ready."""
