"""Tables of figures kept between requests: the last used in memory, all in files that may be deleted at any time.

Tables as known on a former day are another matter: anybody can ask for any day, so that there is no end to them. They
are kept in a small memory of their own and in no file, where they push out nothing but each other.
"""

from collections import OrderedDict
from collections.abc import Iterable
from contextlib import AbstractContextManager, nullcontext, suppress
from datetime import date
from threading import Lock, RLock

from django.core.cache import caches

from headgoose.briefing.ground import Ground
from headgoose.briefing.placing import forget_placements
from headgoose.briefing.table import Table
from headgoose.kernel.area import Area, Level, area_of
from headgoose.kernel.figures import Figure
from headgoose.records.queries import places_touched_since

RECENT_TABLES = 160
KNOWN_TABLES = 48
COUNTIES_AT_MOST = 12


class Recent:
    """The tables used last."""

    def __init__(self, size: int) -> None:
        self._size, self._lock = size, Lock()
        self._tables: OrderedDict[str, Table] = OrderedDict()

    def get(self, key: str) -> Table | None:
        """The table of a key, if it is still here."""
        with self._lock:
            if key in self._tables:
                self._tables.move_to_end(key)
            return self._tables.get(key)

    def put(self, key: str, table: Table) -> None:
        """Keep a table, dropping the one unused longest."""
        with self._lock:
            self._tables[key] = table
            self._tables.move_to_end(key)
            while len(self._tables) > self._size:
                self._tables.popitem(last=False)

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._tables.clear()


_recent = Recent(RECENT_TABLES)
_recent_as_known = Recent(KNOWN_TABLES)
_one_at_a_time = RLock()


def turn_to_count(ground: Ground) -> AbstractContextManager[object]:
    """Held while facts are counted: of those as known on a former day one count runs at a time, others wait."""
    return nullcontext() if ground.known_at is None else _one_at_a_time


# Of the shape in which tables are kept: another one, and files of before are not read.
SHAPE = 2


def _key(figure: Figure, area: Area, ground: Ground) -> str:
    return f"{SHAPE}|{figure.code}|{figure.version}|{ground.name}|{area.low}-{area.high}"


def recall(figure: Figure, area: Area, ground: Ground) -> Table | None:
    """The table last kept of a figure, an area and a ground; its `newest_act` says how fresh it is."""
    key = _key(figure, area, ground)
    if ground.known_at is not None:
        return _recent_as_known.get(key)
    table = _recent.get(key)
    if table is None and (table := caches["figures"].get(key)) is not None:
        _recent.put(key, table)
    return table


def keep(table: Table, figure: Figure, ground: Ground) -> Table:
    """Keep a table and hand it back."""
    key = _key(figure, table.area, ground)
    if ground.known_at is not None:
        _recent_as_known.put(key, table)
        return table
    # On a full disk the figure is still right, and is counted again after a restart.
    with suppress(OSError):
        caches["figures"].set(key, table, timeout=None)
    _recent.put(key, table)
    return table


def forget_tables() -> None:
    """Empty all (benchmarks, tests)."""
    _recent.clear()
    _recent_as_known.clear()
    caches["figures"].clear()
    forget_placements()


def changed_counties(rooms: Iterable[str], on: date, since_act: int) -> list[Area] | None:
    """The counties where acts after a given one can have changed figures; None when they are many or unknown."""
    keys = places_touched_since(rooms, on, since_act, COUNTIES_AT_MOST * 50)
    width = Level.COUNTY.divisor
    if keys is None or any(key // width % 100 == 0 for key in keys):
        return None
    counties = {key // width * width for key in keys}
    if len(counties) > COUNTIES_AT_MOST:
        return None
    return [area_of(key, Level.COUNTY) for key in sorted(counties)]
