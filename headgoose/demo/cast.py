"""The cast: one account for each part, held by people who sit in one county of the demo, down to one village."""

from django.db.models import QuerySet

from headgoose.access.actions import CastMember, open_cast_accounts
from headgoose.access.models import Cast
from headgoose.demo.scene import Scene
from headgoose.kernel.area import Level, key_of
from headgoose.people.models import Tenure
from headgoose.places.models import Kind, Span

COUNTY = "231221"
PARTS = {
    Cast.PROVINCE_OFFICER: ("province_officer", Level.PROVINCE),
    Cast.PREFECTURE_OFFICER: ("prefecture_officer", Level.PREFECTURE),
    Cast.COUNTY_OFFICER: ("county_officer", Level.COUNTY),
    Cast.COUNTY_SECOND: ("county_officer", Level.COUNTY),
    Cast.AUDITOR: ("auditor", Level.PREFECTURE),
    Cast.SYSTEM_ADMIN: ("system_admin", Level.PROVINCE),
    Cast.SECURITY_ADMIN: ("security_admin", Level.PROVINCE),
    Cast.AUDIT_ADMIN: ("audit_admin", Level.PROVINCE),
    Cast.TOWNSHIP_OFFICER: ("township_officer", Level.TOWNSHIP),
    Cast.TOWNSHIP_ACCOUNTANT: ("township_accountant", Level.TOWNSHIP),
    Cast.VILLAGE_ACCOUNTANT: ("village_accountant", Level.VILLAGE),
    Cast.VILLAGE_SECRETARY: ("secretary", Level.VILLAGE),
    Cast.FIRST_SECRETARY: ("first_secretary", Level.VILLAGE),
}


def open_cast(scene: Scene) -> None:
    """Give every part of the cast an account; those who hold no post get one without a person."""
    people = _find_people(scene)
    members = [CastMember(part.value, part.value, people.get(part)) for part in Cast]
    open_cast_accounts(by=scene.by, at=scene.at, members=members)


def _find_people(scene: Scene) -> dict[Cast, int]:
    """Who plays each part: everybody in post in the first village of the county where nobody is missing."""
    county = Span.objects.on(scene.today).get(key=key_of(COUNTY), kind=Kind.COUNTY)
    sitting = _sitting(scene).filter(type__code="first_secretary")
    villages = Span.objects.on(scene.today).within([county.area]).filter(place_id__in=sitting.values("place_id"))
    for village in villages.order_by("key"):
        found = {
            part: _find_holder(scene, code, level, village, part is Cast.COUNTY_SECOND)
            for part, (code, level) in PARTS.items()
        }
        found[Cast.GRID_WORKER] = _find_grid_worker(scene, village)
        people = {part: person for part, person in found.items() if person is not None}
        if len(set(people.values())) == len(found):
            return people
    raise LookupError("no village of the demo county has everybody in post")


def _sitting(scene: Scene) -> QuerySet[Tenure]:
    """Who sits today and for good."""
    return Tenure.objects.filter(start_on__lte=scene.today, end_on__gt=scene.today, end_reason__in=["", "term_over"])


def _find_holder(scene: Scene, type_code: str, level: Level, village: Span, second: bool) -> int | None:
    """Who holds the first seat of a post above a village, or the second one."""
    above = village.key - village.key % level.divisor
    place = Span.objects.on(scene.today).at_level(level).get(key=above)
    seats = _sitting(scene).filter(type__code=type_code, place_id=place.place_id)
    people = seats.order_by("post__seat").values_list("person_id", flat=True)
    return next(iter(people[int(second) : int(second) + 1]), None)


def _find_grid_worker(scene: Scene, village: Span) -> int | None:
    grids = Span.objects.on(scene.today).within([village.area]).at_level(Level.GRID)
    seats = _sitting(scene).filter(type__code="grid_worker", place_id__in=grids.values("place_id"))
    return seats.order_by("place_id").values_list("person_id", flat=True).first()
