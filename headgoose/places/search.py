"""What a search box means by a few characters: a name, a part of one, pinyin, its initials, or a code."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Case, F, IntegerField, Q, Value, When
from django.db.models.functions import Replace

from headgoose.kernel.area import DIGITS, KEY_DIGITS, Area, Level
from headgoose.places.models import Kind, Span, SpanQuerySet
from headgoose.places.names import EXONYMS, IN_ENGLISH, official_forms, official_text, plain_text

LONGEST_WORDS = 40


def search_places(words: str, on: date, limit: int, areas: Iterable[Area] | None = None) -> list[Span]:
    """The places that the words may mean on a date, best first.

    The very name comes before its beginning, that before a part of it, then the higher level. Grids are found by their
    code alone.

    Args:
        areas: search only within these; everywhere when None.
    """
    words = plain_text(words.replace("\0", " "))[:LONGEST_WORDS]
    if not words:
        return []
    spans = Span.objects.on(on)
    if areas is not None:
        spans = spans.within(areas)
    joined = words.replace(" ", "")
    if joined.isascii() and joined.isdigit() and len(joined) > 1:
        return _by_code(spans, joined, limit) or _by_name(spans, words, limit)
    return _by_name(spans, words, limit)


def _by_code(spans: SpanQuerySet, digits: str, limit: int) -> list[Span]:
    """Codes that begin with the digits; a prefix shorter than a village's code does not bring up its grids."""
    if len(digits) > KEY_DIGITS:
        return []
    highest = next(level for level in Level if level.digits >= len(digits))
    below = Kind.GRID + 1 if len(digits) >= DIGITS[Level.VILLAGE] else Kind.GRID
    low = int(digits.ljust(KEY_DIGITS, "0"))
    high = low + int(10 ** (KEY_DIGITS - len(digits)))
    # The kind as an expression: for the engine to walk the few codes, and not all places of a kind.
    found = spans.filter(key__gte=low, key__lt=high).annotate(rank=F("kind") + Value(0))
    return list(found.filter(rank__gte=highest * 10, rank__lt=below).order_by("rank", "key")[:limit])


def _by_name(spans: SpanQuerySet, words: str, limit: int) -> list[Span]:
    joined = official_text(words).replace(" ", "")
    exact, begins = Q(name__in=official_forms(joined)), Q(name__startswith=joined)
    if joined.isascii():
        latin, stem = _latin(words)
        spans = spans.annotate(spelt=Replace(F("pinyin"), Value(" ")))
        # The first letter first: it spares the rest of the tree the costlier look.
        likely = Q(pinyin__startswith=latin[:1])
        exact |= Q(initials=latin) | (likely & Q(spelt=latin))
        begins |= Q(initials__startswith=latin) | (likely & Q(spelt__startswith=latin))
        if stem != latin:
            begins |= likely & Q(spelt__startswith=stem)
        if chinese := _exonym(stem):
            begins |= Q(name__startswith=chinese)
    part = Q(name__contains=joined)
    rank = Case(When(exact, Value(0)), When(begins, Value(1)), default=Value(2), output_field=IntegerField())
    found = spans.filter(exact | begins | part, kind__lt=Kind.GRID).annotate(rank=rank)
    return list(found.order_by("rank", "kind", "key")[:limit])


def _latin(words: str) -> tuple[str, str]:
    """Words typed in Latin letters, run together; and the same without the English kind: `wangkuicounty`, `wangkui`."""
    low = words.lower().replace("'", "").replace("ü", "v")
    stem = low
    for _suffix, english in IN_ENGLISH:
        if low.endswith(f" {english.lower()}"):
            stem = low.removesuffix(english.lower())
            break
    return low.replace(" ", ""), stem.replace(" ", "")


def _exonym(stem: str) -> str | None:
    """The Chinese name behind an English one that is no pinyin: Harbin."""
    for chinese, english in EXONYMS.items():
        if len(stem) > 2 and english.lower().replace(" ", "").startswith(stem):
            return chinese
    return None
