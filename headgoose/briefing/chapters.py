"""The press conference as chapters of clauses; a clause is left out where its figures do not apply."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from headgoose.briefing.engine import Reader
from headgoose.briefing.table import State, Value
from headgoose.briefing.wording import value_text
from headgoose.kernel.area import Level
from headgoose.kernel.figures import figures
from headgoose.look.wording import reads_chinese
from headgoose.places.models import Span


@dataclass(frozen=True)
class Clause:
    """A part of a sentence with figures in it: `%(P4)s` stands for the figure P4."""

    text: Promise
    codes: tuple[str, ...]


@dataclass(frozen=True)
class Chapter:
    """A chapter of the programme that is built."""

    name: str
    title: Promise
    clauses: tuple[Clause, ...]


@dataclass(frozen=True)
class Told:
    """A chapter told of a place: its number, title and one paragraph."""

    name: str
    number: str
    title: str
    paragraph: SafeString


CHAPTERS = (
    Chapter(
        "front-line",
        gettext_lazy("People to the front line"),
        (
            Clause(gettext_lazy("%(P4)s first secretaries serve in villages"), ("P4",)),
            Clause(gettext_lazy("%(P6)s graduates have been recruited to villages"), ("P6",)),
            Clause(gettext_lazy("%(P6_villages)s of villages have one or two graduates"), ("P6-villages",)),
            Clause(gettext_lazy("%(P7)s young officers have been sent in batches as township deputies"), ("P7",)),
            Clause(
                gettext_lazy(
                    "among village party secretaries %(SEC_women)s are women and %(SEC_under35)s are under 35"
                ),
                ("SEC-women", "SEC-under35"),
            ),
        ),
    ),
    Chapter(
        "governance",
        gettext_lazy("Leading rural governance"),
        (
            Clause(
                gettext_lazy("%(G3)s rural grids have been set up, %(G3_staffed)s of them with a grid worker"),
                ("G3", "G3-staffed"),
            ),
            Clause(
                gettext_lazy(
                    "in %(G7)s of villages one person is party secretary, committee director and head of the collective"
                ),
                ("G7",),
            ),
        ),
    ),
    Chapter(
        "organisation",
        gettext_lazy("Organisation holds the line"),
        (
            Clause(gettext_lazy("%(O7)s people serve in the work teams of border villages"), ("O7",)),
            Clause(gettext_lazy("%(VAC)s posts are empty today and wait for somebody"), ("VAC",)),
        ),
    ),
)
CHINESE_NUMERALS = "一二三四五"
ROMAN_NUMERALS = ("I", "II", "III", "IV", "V")


def figure_link(code: str, span: Span, on: str, value: Value, chapter: str) -> SafeString:
    """A number that is a door: a link to its figure, opened in place where scripts run."""
    return format_html(
        '<a class="f" href="{}" hx-get="{}" hx-target="#door-{}" hx-swap="innerHTML">{}</a>',
        reverse("figure-on", args=[code, span.code, on]),
        reverse("figure-door", args=[code, span.code, on]),
        chapter,
        value_text(value),
    )


def _speaks(value: Value, span: Span) -> bool:
    """Whether a value can be said of a place: in a village the share of one place or one person is no share."""
    alone = span.level >= Level.VILLAGE and value.share and value.denominator == 1
    return value.state is State.NUMBER and not alone


def _tell(clause: Clause, values: dict[str, Value], span: Span, on: str, chapter: str) -> SafeString | None:
    if not all(_speaks(values[code], span) for code in clause.codes):
        return None
    links = {code.replace("-", "_"): figure_link(code, span, on, values[code], chapter) for code in clause.codes}
    # The clause is our own text; only the links carry markup, and they are escaped where they are made.
    return mark_safe(str(clause.text) % links)  # noqa: S308


def tell(reader: Reader, span: Span) -> list[Told]:
    """The briefing of a place: chapters that have something to say, numbered in order."""
    told: list[Told] = []
    on = reader.on.isoformat()
    for chapter in CHAPTERS:
        codes = [code for clause in chapter.clauses for code in clause.codes]
        values = {code: reader.value(figures.get(code), span) for code in codes}
        clauses = [_tell(clause, values, span, on, chapter.name) for clause in chapter.clauses]
        spoken = [clause for clause in clauses if clause]
        if spoken:
            told.append(Told(chapter.name, _numeral(len(told)), str(chapter.title), _paragraph(span, spoken)))
    return told


def _numeral(position: int) -> str:
    numerals = CHINESE_NUMERALS if reads_chinese() else ROMAN_NUMERALS
    return _("%(numeral)s. ") % {"numeral": numerals[position]}


def _paragraph(span: Span, clauses: Sequence[SafeString]) -> SafeString:
    words = {"place": span.said, "clauses": mark_safe(_("; ").join(clauses))}  # noqa: S308
    # A province, a prefecture or a county sends people; into a township or a village they are sent.
    sends = span.level <= Level.COUNTY
    said = _("In {place}, {clauses}.") if sends else pgettext("a place that sends nobody", "In {place}, {clauses}.")
    return format_html(said, **words)
