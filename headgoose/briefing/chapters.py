"""The press conference as chapters of clauses; a clause is left out where its figures do not apply."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop, pgettext

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
class Run:
    """A stretch of a paragraph; with the code of a figure it is that figure's value in words."""

    text: str
    code: str = ""


@dataclass(frozen=True)
class Told:
    """A chapter told of a place: its number, title and one paragraph."""

    name: str
    number: str
    title: str
    runs: tuple[Run, ...]


TITLE = gettext_noop("High-quality party building leads the revitalisation of the countryside")
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
        "collectives",
        gettext_lazy("Strong village collectives"),
        (
            Clause(
                gettext_lazy(
                    "in the last full year the collectives of %(E1)s of villages earned more than 100,000 yuan, "
                    "those of %(E1_1000)s more than a million"
                ),
                ("E1", "E1-1000"),
            ),
            Clause(gettext_lazy("together they earned %(E1_income)s yuan"), ("E1-income",)),
            Clause(
                gettext_lazy("the books of the last quarter were opened in time in %(E1_disclosed)s of villages"),
                ("E1-disclosed",),
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


def _speaks(value: Value, span: Span) -> bool:
    """Whether a value can be said of a place: in a village the share of one place or one person is no share."""
    alone = span.level >= Level.VILLAGE and value.share and value.denominator == 1
    return value.state is State.NUMBER and not alone


CODES = tuple(dict.fromkeys(code for chapter in CHAPTERS for clause in chapter.clauses for code in clause.codes))
PLACEHOLDER = re.compile(r"%\((\w+)\)s")
# Stands for what is yet to be put in; no text of ours holds it.
HOLE = "\0"


def values_told(reader: Reader, span: Span) -> dict[str, Value]:
    """Every figure that a briefing can speak of, at a place."""
    return {code: reader.value(figures.get(code), span) for code in CODES}


def tell(values: Mapping[str, Value], span: Span) -> list[Told]:
    """The briefing of a place in the active language: chapters that have something to say, numbered in order."""
    told: list[Told] = []
    for chapter in CHAPTERS:
        clauses = [_tell(clause, values, span) for clause in chapter.clauses]
        spoken = [clause for clause in clauses if clause]
        if spoken:
            told.append(Told(chapter.name, _numeral(len(told)), str(chapter.title), _paragraph(span, spoken)))
    return told


def _tell(clause: Clause, values: Mapping[str, Value], span: Span) -> list[Run]:
    """The runs of a clause; none where its figures do not apply."""
    if not all(_speaks(values[code], span) for code in clause.codes):
        return []
    codes = {code.replace("-", "_"): code for code in clause.codes}
    pieces = PLACEHOLDER.split(str(clause.text))
    # Words and names of figures alternate.
    runs = [
        Run(value_text(values[codes[piece]]), codes[piece]) if at % 2 else Run(piece) for at, piece in enumerate(pieces)
    ]
    return [run for run in runs if run.text]


def _numeral(position: int) -> str:
    numerals = CHINESE_NUMERALS if reads_chinese() else ROMAN_NUMERALS
    return _("%(numeral)s. ") % {"numeral": numerals[position]}


def _paragraph(span: Span, clauses: Sequence[list[Run]]) -> tuple[Run, ...]:
    # A province, a prefecture or a county sends people; into a township or a village they are sent.
    sends = span.level <= Level.COUNTY
    said = _("In {place}, {clauses}.") if sends else pgettext("a place that sends nobody", "In {place}, {clauses}.")
    opening, ending = said.format(place=span.said, clauses=HOLE).split(HOLE)
    between = Run(_("; "))
    spoken = [run for clause in clauses for run in (between, *clause)][1:]
    return (Run(opening), *spoken, Run(ending))
