"""No field is stored without somebody having said whether it is personal."""

from django.apps import apps

from headgoose.people.models import Person
from headgoose.tests.architecture.privacy import declared, privacy_faults


def test_every_field_is_classified() -> None:
    assert privacy_faults(apps.get_models(include_auto_created=True), *declared()) == []


def test_planted_gaps_in_the_classification_are_found() -> None:
    personal = {"people.Person.name": "", "people.Person.born_on": "pension age", "people.Person.shoe": "dance"}
    assert privacy_faults([Person], personal, {"people.Person.id", "people.Person.name"}) == [
        "people.Person.initials: not classified",
        "people.Person.name: classified twice",
        "people.Person.name: kept for no reason",
        "people.Person.sex: not classified",
        "people.Person.shoe: no such field",
    ]
