"""The parameters of a request, read strictly: each in one form, said once, and an empty one as if it were absent."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from django.http import QueryDict
from django.utils.translation import gettext as _

from headgoose.casework.open311.errors import bad
from headgoose.kernel.clock import CHINA

TEXT_MOST, LIST_MOST = 4000, 100
W3 = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,6})?)?(?:Z|[+-][0-9]{2}:[0-9]{2})"
)
DEGREES = re.compile(r"[+-]?[0-9]{1,3}(?:\.[0-9]{1,15})?")
COUNT = re.compile(r"[0-9]{1,9}")
ATTRIBUTE = re.compile(r"attribute\[([^\[\]]{1,60})\](?:\[[0-9]{0,4}\])?")
# A plus that a client forgot to write as %2B arrives as a blank.
LOST_PLUS = re.compile(r"(T[0-9:.]+) ([0-9]{2}:[0-9]{2})")
SPAN = timedelta(days=90)
MILLION = 1_000_000


class Asked:
    """What was asked for, in the address and, where there is one, in the body, which goes first."""

    def __init__(self, *sources: QueryDict) -> None:
        self._found: dict[str, list[str]] = {}
        for source in sources:
            for name, values in source.lists():
                said = [str(value) for value in values if value != ""]
                if any("\ufffd" in value or "\0" in value for value in (name, *said)):
                    raise bad(_("All text must be UTF-8."))
                self._found.setdefault(name, said)

    @property
    def pairs(self) -> list[tuple[str, list[str]]]:
        """All that was said, in one order."""
        return sorted((name, values) for name, values in self._found.items() if values)

    def text(self, name: str, most: int = TEXT_MOST) -> str:
        """One value; "" where it was not given."""
        values = self._found.get(name, [])
        if len(values) > 1:
            raise bad(_("%(name)s was given twice.") % {"name": name})
        value = values[0] if values else ""
        if len(value) > most:
            raise bad(_("%(name)s is longer than %(most)s characters.") % {"name": name, "most": f"{most:,}"})
        return value

    def needed(self, name: str, most: int = TEXT_MOST) -> str:
        """One value that must be given."""
        value = self.text(name, most).strip()
        if not value:
            raise bad(_("%(name)s was not provided.") % {"name": name})
        return value

    def listed(self, name: str) -> list[str]:
        """Values between commas, or given several times; each once."""
        parts = [part.strip() for value in self._found.get(name, []) for part in value.split(",")]
        found = list(dict.fromkeys(part for part in parts if part))
        if len(found) > LIST_MOST:
            raise bad(_("%(name)s names more than %(most)s.") % {"name": name, "most": LIST_MOST})
        return found

    def one_of(self, name: str, values: Sequence[str]) -> list[str]:
        """Values between commas, of those there are."""
        found = self.listed(name)
        for value in found:
            if value not in values:
                raise bad(_("%(name)s must be one of: %(values)s.") % {"name": name, "values": ", ".join(values)})
        return found

    def flag(self, name: str) -> bool:
        """True or false; false where it was not given."""
        value = self.text(name).lower()
        if value not in {"", "true", "false", "1", "0"}:
            raise bad(_("%(name)s must be true or false.") % {"name": name})
        return value in {"true", "1"}

    def count(self, name: str, most: int, otherwise: int) -> int:
        """A whole number from 1."""
        value = self.text(name)
        if not value:
            return otherwise
        if not COUNT.fullmatch(value) or not 1 <= int(value) <= most:
            raise bad(_("%(name)s must be a whole number from 1 to %(most)s.") % {"name": name, "most": most})
        return int(value)

    def instant(self, name: str) -> datetime | None:
        """A date and time with its offset; None where it was not given."""
        value = self.text(name)
        if not value:
            return None
        found = read_instant(LOST_PLUS.sub(r"\1+\2", value))
        if found is None:
            raise bad(
                _("%(name)s must be a date and time with an offset, such as 2026-06-01T10:00:00+08:00.")
                % {"name": name}
            )
        return found

    def window(self, at: datetime) -> tuple[datetime, datetime]:
        """From when to when, both included: at most 90 days, and the last 90 where nothing is said.

        The last 90 days begin with a day of China, so that one answer holds for a day.
        """
        start, end = self.instant("start_date"), self.instant("end_date")
        try:
            if start is None and end is None:
                today = at.astimezone(CHINA).replace(hour=0, minute=0, second=0, microsecond=0)
                return today - SPAN + timedelta(days=1), today + timedelta(days=1)
            first = start if start is not None else (end or at) - SPAN
            last = end if end is not None else first + SPAN
        except OverflowError:
            raise bad(_("start_date and end_date lie too far away.")) from None
        if last < first:
            raise bad(_("end_date lies before start_date."))
        if last - first > SPAN:
            raise bad(_("start_date and end_date may not span more than 90 days."))
        return first, last

    def point(self) -> tuple[int, int] | None:
        """Latitude and longitude in millionths of a degree; None where they were not given."""
        lat, long = self._degrees("lat", 90), self._degrees("long", 180)
        if (lat is None) != (long is None):
            raise bad(_("lat and long are sent together."))
        return None if lat is None or long is None else (lat, long)

    def _degrees(self, name: str, most: int) -> int | None:
        value = self.text(name).strip()
        if not value:
            return None
        if not DEGREES.fullmatch(value) or abs(Decimal(value)) > most:
            raise bad(_("%(name)s must be a number of degrees, such as 46.832760.") % {"name": name})
        return round(Decimal(value) * MILLION)

    def attributes(self) -> dict[str, list[str]]:
        """What attribute[code] and attribute[code][] say, by code."""
        found: dict[str, list[str]] = {}
        for name, values in self._found.items():
            if not name.startswith("attribute"):
                continue
            match = ATTRIBUTE.fullmatch(name)
            if match is None:
                raise bad(_("An attribute is written as attribute[code]=value."))
            if values:
                found.setdefault(match[1], []).extend(values)
        return found


def read_instant(text: str) -> datetime | None:
    """A date and time with an offset, in UTC; None for anything else."""
    if not W3.fullmatch(text):
        return None
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
