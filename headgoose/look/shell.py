"""What the layout shows on every page: who is signed in, where they are, where they can go, in which language."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.contrib.messages import get_messages
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language

from headgoose.kernel.actor import Actor
from headgoose.kernel.gate import actor_on
from headgoose.kernel.registries import Words, navigation

PAGES = (
    "home",
    "search",
    "search-suggest",
    "language",
    "sign-in",
    "sign-out",
    "demo-sign-in",
    "account",
    "my-data",
    "tokens",
)


@dataclass(frozen=True)
class Door:
    """An entry of the bar as this page shows it."""

    label: Words
    url: str
    section: str
    count_url: str = ""


@dataclass(frozen=True)
class Shell:
    """The frame of one page. It asks the database nothing: the actor came with the request."""

    path: str
    actor: Actor | None
    language: str
    other_language: str
    demo: bool
    notices: Iterable[Any]

    @property
    def initial(self) -> str:
        """The first letter of the actor's name, for the round sign in the bar."""
        return self.actor.label[:1].upper() if self.actor else ""

    @property
    def navigation(self) -> list[Door]:
        """Where a signed-in user can go; nothing for others."""
        return doors(self.actor) if self.actor else []

    @property
    def pages(self) -> dict[str, str]:
        """Addresses of the shell's own pages, "" for one that is not there: `shell.pages.sign_in`."""
        return {name.replace("-", "_"): _address(name) for name in PAGES}

    @property
    def section(self) -> str:
        """The section whose address begins like this page's: /place/2312/ lies in the one that has /places/."""
        here = _head(self.path)
        return next((door.section for door in doors(self.actor) if _head(door.url) == here), "")


@cache
def _address(name: str) -> str:
    """The address of a page of the shell by its name, or "" where the room that has it is absent."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def doors(actor: Actor | None) -> list[Door]:
    """The bar's entries whose addresses exist, as far as they are for the actor."""
    own = {grant.right for grant in actor.grants} if actor else set()
    shown = (item for item in navigation if item.right is None or item.right in own)
    found = (Door(item.label, _address(item.url_name), item.section, _address(item.count_url_name)) for item in shown)
    return [door for door in found if door.url]


def _head(path: str) -> str:
    return path.strip("/").partition("/")[0].removesuffix("s")


def shell(request: HttpRequest) -> dict[str, Shell]:
    """Context processor: `shell` in every template."""
    language = get_language() or settings.LANGUAGE_CODE
    return {
        "shell": Shell(
            path=request.path,
            actor=actor_on(request),
            language=language,
            other_language="zh-hans" if language == "en" else "en",
            demo=settings.DEMO,
            notices=get_messages(request),
        )
    }
