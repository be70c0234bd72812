"""What must be true of the records after a fault, whatever the writers were told."""

import json
from collections import Counter
from dataclasses import dataclass
from typing import Any

from headgoose.cli.tests.conftest import Operator
from headgoose.tests.faults.writers import Deed, Outcome

Row = tuple[object, ...]
# The empty seats of the county on a date, counted without the product.
VACANT = """
SELECT count(*) FROM people_post p JOIN places_span s ON s.place_id = p.place_id
WHERE p.start_on <= '{on}' AND p.end_on > '{on}' AND s.start_on <= '{on}' AND s.end_on > '{on}'
AND s.key / 1000000000 = 231221 AND NOT EXISTS (
    SELECT 1 FROM people_tenure t WHERE t.post_id = p.id AND t.start_on <= '{on}' AND t.end_on > '{on}'
)
"""


@dataclass(frozen=True)
class Record:
    """How much of everything there is."""

    acts: list[Row]
    grids: list[Row]
    persons: list[Row]
    tenures: list[Row]
    requests: list[Row]
    events: list[Row]


def read(operator: Operator) -> Record:
    """All that the writers can have changed."""
    return Record(
        acts=operator.query("SELECT id, verb, subject, place_key, before, after, at FROM records_act ORDER BY id"),
        grids=operator.query("SELECT id, key, name, start_on, end_on FROM places_span WHERE kind = 60 ORDER BY id"),
        persons=operator.query("SELECT id, name FROM people_person ORDER BY id"),
        tenures=operator.query("SELECT id, person_id, post_id, start_on, end_on FROM people_tenure ORDER BY id"),
        requests=operator.query("SELECT id, text, code FROM casework_request ORDER BY id"),
        events=operator.query("SELECT request_id, number, verb FROM casework_event WHERE verb = 'receive'"),
    )


def check(operator: Operator, before: Record, deeds: list[Deed]) -> None:
    """Every acknowledged act is there, none twice, each with its row in the trail, and nothing else is there."""
    after = read(operator)
    assert_whole(operator)
    acts = Counter(_told(row) for row in after.acts[len(before.acts) :])
    names = Counter(str(row[2]) for row in after.grids)
    people = {row[1]: row[0] for row in after.persons}
    seated = {row[1]: row[0] for row in after.tenures}
    seats = Counter(row[1] for row in after.tenures)
    asked = {str(row[1]): row[0] for row in after.requests}
    words = Counter(str(row[1]) for row in after.requests)
    received = Counter(row[0] for row in after.events)
    for deed in deeds:
        if deed.kind == "rename":
            found = (acts["places.rename_grid", deed.words], names[deed.words])
        elif deed.kind == "appoint":
            person = people.get(deed.words)
            found = (acts["people.appoint_person", f"people.tenure:{seated.get(person)}"], seats[person])
            assert acts["people.register_persons", f"people.person:{person}"] == found[0], deed
        elif deed.kind == "ask":
            request = asked.get(deed.fields["text"])
            found = (acts["casework.receive_request", f"casework.request:{request}"], words[deed.fields["text"]])
            assert received[request] == found[1], deed
        else:
            continue
        wanted = {(1, 1)} if deed.outcome is not Outcome.UNKNOWN else {(0, 0), (1, 1)}
        assert found in wanted, (deed, found)
    _check_made(deeds, acts)
    verbs = Counter(verb for verb, _about in acts.elements())
    grown = verbs["places.rename_grid"] + verbs["places.make_grids"]
    assert len(after.grids) - len(before.grids) == grown
    assert len({row[1:4] for row in after.grids}) == len(after.grids)
    assert len(after.tenures) - len(before.tenures) == verbs["people.appoint_person"]
    assert len(after.persons) - len(before.persons) == verbs["people.register_persons"]
    assert len(after.requests) - len(before.requests) == verbs["casework.receive_request"]


def _check_made(deeds: list[Deed], acts: Counter[tuple[str, str]]) -> None:
    """A grid has no words of its own, so makings are counted by village."""
    made = [deed for deed in deeds if deed.kind == "make"]
    for path in {deed.path for deed in made}:
        here = [deed for deed in made if deed.path == path]
        known = sum(deed.outcome is not Outcome.UNKNOWN for deed in here)
        village = path.split("/")[2]
        found = acts["places.make_grids", village]
        assert known <= found <= len(here), (village, known, found, len(here))


def _told(row: Row) -> tuple[str, str]:
    """An act by its verb and what tells it from others of its kind."""
    verb, subject, key, after = str(row[1]), str(row[2]), row[3], _plain(row[5])
    if verb == "places.rename_grid":
        return verb, str(after)
    if verb == "places.make_grids":
        return verb, str(key)[:12]
    return verb, subject


def _plain(stored: object) -> Any:
    """What a JSON column holds; PostgreSQL's driver has read it already."""
    try:
        return json.loads(stored) if isinstance(stored, str) else stored
    except ValueError:
        return stored


def assert_whole(operator: Operator) -> None:
    """The database is undamaged, and every row points somewhere."""
    if operator.database.startswith("sqlite"):
        assert operator.query("PRAGMA integrity_check") == [("ok",)]
        assert operator.query("PRAGMA foreign_key_check") == []
    assert "WRONG" not in operator.succeed("check")
