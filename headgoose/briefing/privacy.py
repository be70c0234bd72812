"""Which stored fields of the room are about a person, and why each of those is kept."""

PERSONAL = {
    "briefing.FrozenBriefing.user_id": "who froze it, and answers for it",
    "briefing.FrozenBriefing.by_label": "who froze it, by name, as it was signed",
}
NOT_PERSONAL = {
    "briefing.FrozenBriefing": (
        "id number place on basis title content digest signature public_key frozen_at amends reason"
    ),
    "briefing.FrozenFile": "id frozen name content sha256 signature",
}
