"""What the trail is called in words: verbs, fields, subjects. Each room declares its own, in `AppConfig.ready`.

The trail itself knows only names: a verb "room.verb_noun", a subject "room.noun:id", fields of before and after.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from headgoose.kernel.actor import Actor
from headgoose.kernel.area import Area
from headgoose.kernel.registries import Words

# Whatever a room may call them, these are never shown.
ALWAYS_VEILED = frozenset(
    {
        "account",
        "address",
        "bank_account",
        "born_on",
        "id_number",
        "identity",
        "identity_number",
        "key",
        "password",
        "phone",
        "secret",
        "telephone",
        "token",
        "value",
    }
)


@dataclass(frozen=True)
class Named:
    """A record in words, and its page; "" when it has none."""

    label: str
    url: str = ""


@dataclass(frozen=True)
class FieldWords:
    """A field of before and after in words.

    Args:
        noun: the value is the id of such a subject, "people.person".
        words: the words of its values, where they are codes.
        veiled: the value is personal and never shown.
    """

    label: Words
    noun: str = ""
    words: Mapping[str, Words] = field(default_factory=dict)
    veiled: bool = False


@dataclass(frozen=True)
class SubjectKind:
    """A kind of record that acts are done upon.

    Args:
        noun: "room.noun", as in the subject of an act.
        label: what one of them is called when its own name is not the reader's to know.
        name: `name(ids, actor, on)` names those that the actor may know by name; the others are left out.
        areas: `areas(ids)` gives the areas that records lie in, for acts that name no place themselves.
    """

    noun: str
    label: Words
    name: Callable[[Sequence[int], Actor, date], Mapping[int, Named]]
    areas: Callable[[Sequence[int]], Mapping[int, Area]] | None = None


verbs: dict[str, Words] = {}
fields: dict[str, FieldWords] = {}
subjects: dict[str, SubjectKind] = {}
# Which subjects are about a person: `find(person_id)`.
about_person: list[Callable[[int], Sequence[str]]] = []


def name_verbs(words: Mapping[str, Words]) -> None:
    """Say what verbs are called."""
    verbs.update(words)


def name_fields(words: Mapping[str, FieldWords]) -> None:
    """Say what fields of before and after are called."""
    fields.update(words)


def name_subject(kind: SubjectKind) -> None:
    """Say what a kind of record is called and where it is found."""
    subjects[kind.noun] = kind


def is_veiled(name: str) -> bool:
    """Whether the value of a field is never shown."""
    return name in ALWAYS_VEILED or (name in fields and fields[name].veiled)


def split_subject(subject: str) -> tuple[str, int | None]:
    """The noun and the id of "room.noun:id"; None where an act was upon many."""
    noun, _, number = subject.partition(":")
    return noun, int(number) if number.isascii() and number.isdigit() and len(number) <= 18 else None
