"""What other rooms ask: how many minutes somebody was trained in a year."""

from headgoose.training.queries import approved_minutes, classes_of
from headgoose.training.tests.conftest import Ground


def test_who_was_in_no_class_has_no_minutes(ground: Ground) -> None:
    person = ground.tenure().person
    assert approved_minutes([person.pk], 2026) == {}
    assert approved_minutes([], 2026) == {}
    assert list(classes_of(person.pk)) == []
