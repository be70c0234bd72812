"""What this room holds about a person, as plain values."""

from typing import Any

from headgoose.api.models import AccessToken


def tokens_held(person_id: int) -> list[dict[str, Any]]:
    """The tokens of the person's account; their secrets are not kept."""
    return [
        {
            "name": token.name,
            "begins_with": token.prefix,
            "rights": " ".join(token.rights),
            "made_at": token.made_at,
            "used_at": token.used_at,
            "expires_on": token.expires_on,
            "ended_at": token.ended_at,
        }
        for token in AccessToken.objects.filter(user__person_id=person_id).order_by("pk")
    ]
