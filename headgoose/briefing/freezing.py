"""What goes into a frozen briefing, how two differ, and whether the records still come to the same. Writes nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Max, Q
from django.utils.translation import get_language, gettext, override

from headgoose.briefing.canonical import FORMAT, LANGUAGES, digest_of, language_of, read_value, spell, spell_value
from headgoose.briefing.chapters import TITLE, tell, values_told
from headgoose.briefing.engine import Reader
from headgoose.briefing.models import FrozenBriefing
from headgoose.briefing.table import Value
from headgoose.kernel.actor import Actor
from headgoose.kernel.figures import Basis, Figure, Period, figures
from headgoose.places.models import Span
from headgoose.places.queries import span_of
from headgoose.records.models import Act
from headgoose.records.sealing import last_seal


@dataclass(frozen=True)
class Difference:
    """A figure that came out otherwise."""

    code: str
    name: str
    before: Value
    after: Value


def write_content(
    *,
    number: str,
    span: Span,
    on: date,
    map_on: date,
    by: Actor,
    at: datetime,
    amends: tuple[FrozenBriefing, str] | None,
) -> dict[str, Any]:
    """Everything that a briefing says, what it was counted from, and in whose name."""
    values = values_told(Reader(on, map_on), span)
    seal = last_seal()
    return {
        "format": FORMAT,
        "number": number,
        "place": {"id": span.place_id, "code": span.code, "name": span.name, "level": span.level.name.lower()},
        "on": on.isoformat(),
        "basis": (Basis.TODAY if map_on > on else Basis.THEN).value,
        "map_on": map_on.isoformat(),
        "frozen_at": at.isoformat(),
        "by": by.label,
        "newest_act": Act.objects.aggregate(newest=Max("id"))["newest"] or 0,
        "seal_head": {"number": seal.number, "hash": seal.hash} if seal else None,
        "amends": {"number": amends[0].number, "digest": amends[0].digest, "reason": amends[1]} if amends else None,
        "figures": [_entry(figures.get(code), value) for code, value in values.items()],
        "texts": {language: _text(values, span, language) for language in LANGUAGES},
    }


def _entry(figure: Figure, value: Value) -> dict[str, Any]:
    """A figure with its definition, by words and by hash, and its value."""
    words: dict[str, dict[str, str]] = {"name": {}, "unit": {}, "definition": {}}
    for language in LANGUAGES:
        with override(language):
            for key, said in words.items():
                said[language] = str(getattr(figure, key))
    # Of a figure as at the day no period is said, so that hashes of before there were others stand.
    period = {} if figure.period is Period.DAY else {"period": figure.period.value}
    defined = {"version": figure.version, "definition": words["definition"], "query": figure.query, **period}
    return {
        "code": figure.code,
        "version": figure.version,
        "definition_sha256": digest_of(spell(defined)),
        **words,
        **spell_value(value),
    }


def _text(values: Mapping[str, Value], span: Span, language: str) -> dict[str, Any]:
    with override(language):
        return {
            "title": gettext(TITLE),
            "place": span.said,
            "chapters": [
                {
                    "name": told.name,
                    "number": told.number,
                    "title": told.title,
                    "runs": [[run.text, run.code] if run.code else [run.text] for run in told.runs],
                }
                for told in tell(values, span)
            ],
        }


def values_in(content: Mapping[str, Any]) -> dict[str, Value]:
    """The value of each figure in a content, by code."""
    return {entry["code"]: read_value(entry) for entry in content["figures"]}


def names_in(content: Mapping[str, Any]) -> dict[str, str]:
    """The name of each figure in a content, by code, for the reader."""
    language = language_of(get_language())
    return {entry["code"]: entry["name"][language] for entry in content["figures"]}


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Difference]:
    """The figures of one content that came out otherwise in another."""
    return _differing(before, values_in(after))


def _differing(content: Mapping[str, Any], values: Mapping[str, Value]) -> list[Difference]:
    names = names_in(content)
    return [
        Difference(code, names[code], value, values[code])
        for code, value in values_in(content).items()
        if code in values and values[code] != value
    ]


def says_the_same(before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    """Whether two contents say the same words, numbers and definitions of the same place."""
    return all(before[part] == after[part] for part in ("place", "figures", "texts"))


# What changes posts themselves, which keep no former versions.
POST_VERBS = ("people.establish_posts", "people.abolish_post", "people.follow_map_change")


@dataclass(frozen=True)
class Recount:
    """What the records come to when a frozen briefing is counted again.

    Args:
        then: what comes out otherwise from the records as known when it was frozen; nothing, if all is well.
        present: what comes out otherwise from the records as known today.
        redefined: figures whose definition is another one by now; those of another version are not comparable.
        map_acts: how often the map, or what posts there are, was changed since for that day. Of these no former
            version is kept, so `then` is counted on what is on record of them now.
    """

    then: list[Difference]
    present: list[Difference]
    redefined: list[str]
    counted: int
    map_acts: int


def recount(frozen: FrozenBriefing) -> Recount | None:
    """Count all figures of a frozen briefing again; None when its place can no longer be found on its map."""
    content = frozen.said
    on, map_on = frozen.on, date.fromisoformat(content["map_on"])
    span = span_of(frozen.place_id, map_on)
    if span is None:
        return None
    declared = {figure.code: figure for figure in figures}
    known = [entry["code"] for entry in content["figures"] if entry["code"] in declared]

    def counted(reader: Reader) -> dict[str, Value]:
        return {code: reader.value(declared[code], span) for code in known}

    then, present = counted(Reader(on, map_on, frozen.frozen_at)), counted(Reader(on, map_on))
    hashes = {entry["code"]: entry["definition_sha256"] for entry in content["figures"]}
    redefined = [code for code in known if _entry(declared[code], then[code])["definition_sha256"] != hashes[code]]
    map_acts = _map_acts_since(content["newest_act"], max(on, map_on))
    return Recount(_differing(content, then), _differing(content, present), redefined, len(known), map_acts)


def _map_acts_since(act_id: int, on: date) -> int:
    changes = Q(room="places") | Q(verb__in=POST_VERBS)
    return Act.objects.filter(changes, id__gt=act_id, touches_from__lte=on).count()
