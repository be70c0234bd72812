"""Rows are written by actions and nowhere else."""

from datetime import datetime

from headgoose.kernel.actor import Actor
from headgoose.kernel.writing import action
from headgoose.tests.architecture.source import Source, sources
from headgoose.tests.architecture.writers import action_faults, find_actions, stray_imports, stray_writes


def test_every_action_is_called_by_name_and_says_by_whom_and_when() -> None:
    assert action_faults(find_actions()) == []


def test_there_are_actions_to_look_at() -> None:
    assert len(list(find_actions())) > 3


def test_nothing_but_actions_writes() -> None:
    assert stray_writes(sources(".py")) == []


def test_what_actions_share_is_called_by_actions_only() -> None:
    assert stray_imports(sources(".py")) == []


def test_planted_careless_actions_are_found() -> None:
    @action
    def careless(name: str, *, by: Actor) -> None: ...

    @action
    def careful(*, by: Actor, at: datetime) -> None: ...

    careful.__module__ = "headgoose.places.actions.grids"
    here = f"{__name__}.test_planted_careless_actions_are_found.<locals>.careless"
    assert action_faults([careless, careful]) == [
        f"{here}: takes positional arguments",
        f"{here}: no `at`",
        f"{here}: an action outside `actions`",
    ]


def test_planted_writes_outside_actions_are_found() -> None:
    planted = [
        Source("places", "places/views/place.py", "place.save()\nPlace.objects.filter(id=1).delete()\n"),
        Source("places", "places/models/place.py", "Place.objects.create(made_at=at)\ninsert_rows(Place, [], [])\n"),
        Source("places", "places/rules.py", "insert_row(place)\n"),
        Source("places", "places/actions/grids.py", "place.save()\n"),
    ]
    assert stray_writes(planted) == [
        "places/views/place.py:1 save",
        "places/views/place.py:2 delete",
        "places/models/place.py:1 create",
        "places/models/place.py:2 insert_rows",
        "places/rules.py:1 insert_row",
    ]


def test_planted_imports_of_what_actions_share_are_found() -> None:
    line = "from headgoose.places.writing import lay_spans\nfrom headgoose.kernel.writing import action\n"
    planted = [Source("places", f"places/{name}.py", line) for name in ("actions/grids", "views/grid")]
    planted.append(Source("people", "people/actions/posts.py", line))
    assert stray_imports(planted) == [
        "places/views/grid.py: imports places.writing",
        "people/actions/posts.py: imports places.writing",
    ]
