"""A briefing as a document to be set on paper: the same for the page, the print and Word, live or frozen."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from headgoose.briefing.canonical import read_value
from headgoose.briefing.chapters import Run
from headgoose.briefing.signing import fingerprint
from headgoose.briefing.table import State, Value
from headgoose.briefing.wording import parts_text, value_text


@dataclass(frozen=True)
class PaperChapter:
    """A chapter: its heading and its paragraph."""

    name: str
    heading: str
    runs: tuple[Run, ...]


@dataclass(frozen=True)
class PaperFigure:
    """A figure that the text speaks of, with where it comes from."""

    code: str
    name: str
    unit: str
    definition: str
    version: str
    definition_sha256: str
    value: Value

    @property
    def text(self) -> str:
        """The value in words."""
        return value_text(self.value)

    @property
    def made_of(self) -> str:
        """What a share is made of."""
        return parts_text(self.value)


@dataclass(frozen=True)
class Seal:
    """What vouches for a frozen briefing."""

    number: str
    digest: str
    signature: str
    public_key: str

    @property
    def fingerprint(self) -> str:
        """The short name of the key."""
        return fingerprint(self.public_key)


@dataclass(frozen=True)
class Paper:
    """What is set.

    Args:
        seal: of a frozen briefing; None of a live one, which says on every page that it is not frozen.
        amends: the number of the one it amends, and why.
    """

    language: str
    title: str
    place: str
    place_code: str
    on: date
    map_on: date
    at: datetime
    by: str
    chapters: list[PaperChapter]
    figures: list[PaperFigure]
    newest_act: int
    seal_head: Mapping[str, Any] | None
    seal: Seal | None
    amends: tuple[str, str] | None

    def figure(self, code: str) -> PaperFigure:
        """A figure by its code."""
        return next(figure for figure in self.figures if figure.code == code)

    @property
    def spoken(self) -> list[PaperFigure]:
        """The figures that the text speaks of, in their order."""
        codes = {run.code for chapter in self.chapters for run in chapter.runs}
        return [figure for figure in self.figures if figure.code in codes]

    @property
    def later_map(self) -> bool:
        """Whether it was counted on a later map than the date's."""
        return self.map_on > self.on


def paper_of(content: Mapping[str, Any], language: str, seal: Seal | None) -> Paper:
    """The document that a content makes in one of its languages, which must be the active one."""
    text, amends = content["texts"][language], content["amends"]
    return Paper(
        language=language,
        title=text["title"],
        place=text["place"],
        place_code=content["place"]["code"],
        on=date.fromisoformat(content["on"]),
        map_on=date.fromisoformat(content["map_on"]),
        at=datetime.fromisoformat(content["frozen_at"]),
        by=content["by"],
        chapters=[
            PaperChapter(told["name"], told["number"] + told["title"], tuple(Run(*run) for run in told["runs"]))
            for told in text["chapters"]
        ],
        figures=[_figure(entry, language) for entry in content["figures"]],
        newest_act=content["newest_act"],
        seal_head=content["seal_head"],
        seal=seal,
        amends=(amends["number"], amends["reason"]) if amends else None,
    )


def _figure(entry: Mapping[str, Any], language: str) -> PaperFigure:
    words = {key: entry[key][language] for key in ("name", "unit", "definition")}
    hashed = entry["definition_sha256"]
    return PaperFigure(
        code=entry["code"], version=entry["version"], definition_sha256=hashed, value=read_value(dict(entry)), **words
    )


def is_number(figure: PaperFigure) -> bool:
    """Whether a figure has a value."""
    return figure.value.state is State.NUMBER
