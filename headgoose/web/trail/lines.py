"""Acts in words: what was done, to what, where, and what changed."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from headgoose.kernel.actor import Actor
from headgoose.kernel.trail_words import FieldWords, Named, fields, is_veiled, split_subject, subjects, verbs
from headgoose.look.wording import MISSING, chained, day_text, labelled, listed
from headgoose.places.models import Span
from headgoose.places.wording import place_url
from headgoose.records.models import Act

RECORD = re.compile(r"[a-z_]+\.[a-z_]+:[0-9]{1,18}", re.ASCII)
VEIL = "••••"
LONGEST_VALUE = 300
MOST_NAMED = LONGEST_VALUE // 2
UNNAMED = gettext_lazy("Value")


@dataclass(frozen=True)
class Change:
    """One field: what it was and what it became; a link where the new value has a page."""

    label: str
    before: str
    after: str
    url: str = ""


@dataclass(frozen=True)
class Line:
    """One act as a reader sees it."""

    act: Act
    verb: str
    subject: Named
    place: Span | None
    changes: list[Change]
    on: date

    @property
    def place_url(self) -> str:
        """The page of the place."""
        return place_url(self.place, self.on) if self.place else ""

    @property
    def record(self) -> str:
        """The record whose own trail can be read; "" where an act was upon many."""
        return self.act.subject if RECORD.fullmatch(self.act.subject) else ""

    @property
    def changes_text(self) -> str:
        """The changes in one cell of a sheet."""
        return chained(labelled(change.label, f"{change.before} → {change.after}") for change in self.changes)


class Names:
    """Names of the records that some acts speak of, asked for once a kind."""

    def __init__(self, acts: Sequence[Act], actor: Actor, on: date) -> None:
        wanted: dict[str, set[int]] = {}
        for noun, number in _mentioned(acts):
            wanted.setdefault(noun, set()).add(number)
        self._found: dict[str, Mapping[int, Named]] = {
            noun: subjects[noun].name(sorted(numbers), actor, on) for noun, numbers in wanted.items()
        }

    def of(self, noun: str, number: int | None) -> Named:
        """A record by name; its kind and number where the reader may not know it by name."""
        kind = subjects.get(noun)
        label = str(kind.label) if kind else noun
        if not number:
            return Named(label)
        return self._found.get(noun, {}).get(number) or Named(f"{label} {number}")


def _mentioned(acts: Iterable[Act]) -> Iterator[tuple[str, int]]:
    for act in acts:
        noun, number = split_subject(act.subject)
        if noun in subjects and number is not None:
            yield noun, number
        for side in (act.before, act.after):
            for name, value in _as_fields(side).items():
                noun = fields[name].noun if name in fields else ""
                if noun in subjects:
                    yield from ((noun, one) for one in _ids_in(value))


def _ids_in(value: Any) -> list[int]:
    """The ids that a value is or lists; no more of a list than can be shown."""
    return [one for one in (value[:MOST_NAMED] if isinstance(value, list) else [value]) if _is_id(one)]


def _is_id(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) < 2**63


def lines_of(acts: Sequence[Act], actor: Actor, on: date) -> list[Line]:
    """Acts as lines; a few queries, however many acts."""
    names = Names(acts, actor, on)
    spans = _places(acts)
    return [
        Line(
            act=act,
            verb=str(verbs.get(act.verb, act.verb)),
            subject=names.of(*split_subject(act.subject)),
            place=spans.get(act.place_key or -1),
            changes=_changes(act, names),
            on=on,
        )
        for act in acts
    ]


def _places(acts: Iterable[Act]) -> dict[int, Span]:
    """The newest place with each key; of two with one key the upper one, as codes are given."""
    keys = {act.place_key for act in acts if act.place_key is not None}
    found = Span.objects.filter(key__in=keys).order_by("start_on", "-kind")
    return {span.key: span for span in found}


def _changes(act: Act, names: Names) -> list[Change]:
    before, after = _as_fields(act.before), _as_fields(act.after)
    changed = [name for name in {**before, **after} if before.get(name) != after.get(name) or is_veiled(name)]
    return [_change(name, before.get(name), after.get(name), names) for name in changed]


def _change(name: str, before: Any, after: Any, names: Names) -> Change:
    words = fields.get(name)
    label = str(words.label) if words else name or str(UNNAMED)
    if is_veiled(name):
        return Change(label, _veiled(before, words), _veiled(after, words))
    said = _saying(name, names)
    url = names.of(words.noun, after).url if words and words.noun and _is_id(after) else ""
    return Change(label, said(before), said(after), url)


def _veiled(value: Any, words: FieldWords | None) -> str:
    """Dots for a value; what was done to it, where that stands in its place."""
    if value is None:
        return MISSING
    return str(words.words[value]) if words and isinstance(value, str) and value in words.words else VEIL


def _saying(name: str, names: Names) -> Callable[[Any], str]:
    words = fields.get(name)

    def said(value: Any) -> str:
        if words and words.noun and _is_id(value):
            return names.of(words.noun, value).label
        if words and isinstance(value, str) and value in words.words:
            return str(words.words[value])
        if words and isinstance(value, list) and value and (words.noun or words.words):
            return _shortened(listed(said(one) for one in value))
        return value_text(value)

    return said


def value_text(value: Any) -> str:
    """A plain value in words; values within values keep their names, veiled ones stay veiled."""
    if value is None or value == "":
        return MISSING
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, dict):
        inner = (labelled(_label(name), VEIL if is_veiled(name) else value_text(one)) for name, one in value.items())
        return _shortened(listed(inner))
    if isinstance(value, list):
        return _shortened(listed(value_text(one) for one in value))
    return _shortened(_date_text(str(value)))


def _label(name: str) -> str:
    return str(fields[name].label) if name in fields else name


def _date_text(text: str) -> str:
    try:
        return day_text(date.fromisoformat(text)) if len(text) == 10 else text
    except ValueError:
        return text


def _shortened(text: str) -> str:
    return text if len(text) <= LONGEST_VALUE else f"{text[:LONGEST_VALUE]}…"


def _as_fields(side: Any) -> dict[str, Any]:
    """Before or after as fields; a bare value is a field without a name."""
    if side is None:
        return {}
    return side if isinstance(side, dict) else {"": side}
