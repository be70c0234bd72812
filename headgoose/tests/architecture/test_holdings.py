"""Whatever is stored about a person comes with the file of everything held about them, or it is said why not."""

from collections.abc import Iterable, Mapping

from django.apps import apps
from django.db import models

from headgoose.kernel.registries import holdings
from headgoose.people.models import Kinship, Person
from headgoose.tests.architecture.privacy import declared

# Models with personal fields that no file shows, each with the reason.
NOT_SHOWN: Mapping[str, str] = {
    "access.PasswordPast": "slow hashes of earlier passwords: of no use to the person, of much to a thief",
    "account.EmailAddress": "stays empty: a table of the library for second factors",
    "briefing.FrozenBriefing": "who froze it is in the acts by the person",
    "casework.Petitioner": "who asked, encrypted, tied to nobody on record; the resident follows it by the code",
    "casework.Photo": "pictures under requests, tied to nobody on record; erased with the request",
    "dispatch.Run": "who drew up, changed and approved a run is in the acts by the person",
    "dispatch.RunFile": "rows as an office sent them, of many people; a row that was taken is a candidate",
    "ledger.Acknowledgement": "who looked at a finding is in the acts by the person",
    "ledger.Disclosure": "who hung books out is in the acts by the person",
    "ledger.Entry": "a payee is a name on a paper, tied to nobody on record; namesakes would be shown to each other",
    "ledger.VoucherFile": "who brought a file in is in the acts by the person",
    "orders.OrderFile": "rows as an office sent them, of many people; a row that was taken is a line",
    "orders.OrderPaper": "who drew up and approved an order is in the acts by the person",
    "places.PlaceEvent": "who changed the map is in the acts by the person",
    "places.TreeImport": "who brought a file in is in the acts by the person",
    "records.Attachment": "source documents of books, of whoever stands on them; the books show them",
    "training.Evaluation": "what participants say of a class, tied to nobody on record",
    "training.Material": "who put a document under a class is in the acts by the person",
    "training.RollList": "rows as an office sent them, of many people; a row that was taken is a mark",
    "training.TrainingClass": "who planned a class and approved its hours is in the acts by the person",
    "records.KeptAnswer": "answers to a programme, cleared after ninety days; what was done is in the acts",
}


def holding_faults(personal: Iterable[str], covered: set[str], excused: Mapping[str, str]) -> list[str]:
    """Models with a personal field that no holding covers and nobody excused; excuses that are not needed."""
    found = {field.rpartition(".")[0] for field in personal}
    faults = [f"{model}: in no holding" for model in found - covered - excused.keys()]
    faults += [f"{model}: excused, but shown" for model in excused.keys() & covered]
    return sorted(faults)


def test_every_model_about_persons_is_in_the_file_of_everything() -> None:
    personal, _plain = declared()
    covered = {model for holding in holdings for model in holding.covers}
    assert holding_faults(personal, covered, NOT_SHOWN) == []


def test_holdings_cover_models_that_exist() -> None:
    known = {model._meta.label for model in apps.get_models()}
    assert {model for holding in holdings for model in holding.covers} - known == set()


def test_every_model_that_points_to_a_person_is_said_to_be_personal() -> None:
    personal, _plain = declared()
    models_of_persons = {
        f"{relation.field.model._meta.label}.{relation.field.name}"
        for relation in Person._meta.get_fields(include_hidden=True)
        if isinstance(relation, models.ManyToOneRel)
    }
    assert f"{Kinship._meta.label}.person_a" in models_of_persons
    assert models_of_persons - personal.keys() == set()


def test_planted_gaps_are_found() -> None:
    personal = ["people.Person.name", "people.Shoe.size", "people.Hat.size"]
    assert holding_faults(personal, {"people.Person", "people.Hat"}, {"people.Hat": "worn"}) == [
        "people.Hat: excused, but shown",
        "people.Shoe: in no holding",
    ]
