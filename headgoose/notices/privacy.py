"""Which stored fields of the room are about a person, and why each of those is kept."""

PERSONAL = {
    "notices.Notice.person": "who is told",
    "notices.Notice.read_at": "tells what is new from what was read",
    "notices.Channel.person": "whose channel it is",
    "notices.Channel.ciphertext": "where notices go that the person asked for; encrypted",
}
NOT_PERSONAL = {
    "notices.Notice": "id kind params key made_at",
    "notices.Channel": (
        "id key_name algorithm service wants kinds language made_at confirmed_at paused_at ended_at code_made_at "
        "code_tries failures failing_since last_error quiet_until"
    ),
    "notices.Delivery": ("id notice channel state made_at tries next_try_at last_error sent_at claimed_at claimed_by"),
}
