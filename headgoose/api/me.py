"""Whom the token stands for."""

from datetime import date
from typing import Any

from django.http import HttpRequest
from ninja import Field, Router, Schema

from headgoose.kernel.clock import today
from headgoose.kernel.gate import get_actor
from headgoose.kernel.rights import Right
from headgoose.places.api import PlaceOut, place_out
from headgoose.places.queries import top_places

router = Router(tags=["token"])


class Reach(Schema):
    """Where a right holds."""

    right: str = Field(examples=["read"])
    places: list[PlaceOut] = Field(description="At these places and all below; for the whole country, its provinces.")


class Me(Schema):
    """The account behind the token, the posts it holds today, and what the token may do."""

    name: str
    posts: list[str] = Field(description="The posts held today, in words.")
    on: date = Field(description="Today, China Standard Time.")
    rights: list[Reach]


@router.get("", response=Me, summary="Whom the token stands for")
def me(request: HttpRequest) -> dict[str, Any]:
    """The name, the posts held today, and the rights that the token has from them."""
    actor, on = get_actor(request), today()
    rights = [
        {"right": right.value, "places": [place_out(span) for span in top_places(areas, on)]}
        for right in Right
        if (areas := actor.scope(right))
    ]
    return {"name": actor.label, "posts": list(actor.posts), "on": on, "rights": rights}
