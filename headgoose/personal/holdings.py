"""What this room holds about a person, for a file of everything; the values themselves come with their purpose."""

from typing import Any

from headgoose.personal.models import PersonalField
from headgoose.personal.queries import seen_by


def fields_held(person_id: int) -> list[dict[str, Any]]:
    """Which values are held, since when, and how they are encrypted."""
    return [
        {
            "kind": str(field.get_kind_display()),
            "changed_at": field.changed_at,
            "algorithm": field.algorithm,
            "key": field.key_name,
            "fingerprint": field.fingerprint,
        }
        for field in PersonalField.objects.filter(person_id=person_id).order_by("pk")
    ]


def reveals_held(person_id: int) -> list[dict[str, Any]]:
    """Who was shown values, when and why."""
    return [
        {"at": seen.at, "who": seen.who, "what": seen.what, "purpose": seen.purpose, "words": seen.words}
        for seen in seen_by(person_id)
    ]
