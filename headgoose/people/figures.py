"""The figures over posts and tenures, each one query."""

from collections.abc import Mapping
from datetime import date

from django.utils.translation import gettext_lazy as _

from headgoose.kernel.area import Level
from headgoose.kernel.clock import years_before
from headgoose.kernel.figures import Direction, Figure, figures
from headgoose.people.models import Batch, PostType

VILLAGE_KIND = 50
READS = frozenset({"people", "places"})


def type_id(code: str) -> str:
    """SQL for the id of a post type."""
    return f"(SELECT id FROM people_posttype WHERE code = '{code}')"


def holds(alias: str, code: str) -> str:
    """SQL: the tenure `alias` sits in a post of a type at the place of `area`, on the date."""
    return (
        f"{alias}.place_id = area.place_id AND {alias}.type_id = {type_id(code)} "
        f"AND {alias}.end_on > %(on)s AND {alias}.start_on <= %(on)s"
    )


def in_post(code: str, part: str = "NULL") -> str:
    """A query that counts the tenures of a post type."""
    return (
        f"SELECT area.place_id, area.key, 1 AS numerator, 0 AS denominator, t.id AS record_id, {part} AS part "
        f"FROM area JOIN people_tenure t ON {holds('t', code)}"
    )


def share_of_places(condition: str, kind: int | None = None) -> str:
    """A query over the places themselves: how many fulfil a condition."""
    only = f" WHERE area.kind = {kind}" if kind else ""
    return (
        f"SELECT area.place_id, area.key, CASE WHEN {condition} THEN 1 ELSE 0 END AS numerator, 1 AS denominator, "
        f"area.place_id AS record_id, NULL AS part FROM area{only}"
    )


def share_of_secretaries(condition: str) -> str:
    """A query over the village party secretaries in post: how many fulfil a condition on the person `p`."""
    return (
        f"SELECT area.place_id, area.key, CASE WHEN {condition} THEN 1 ELSE 0 END AS numerator, 1 AS denominator, "
        f"t.id AS record_id, NULL AS part FROM area JOIN people_tenure t ON {holds('t', 'secretary')} "
        f"JOIN people_person p ON p.id = t.person_id"
    )


def batch_names() -> Mapping[int, str]:
    """Batches by id in the reader's language."""
    return {batch.pk: batch.name for batch in Batch.objects.all()}


def type_names() -> Mapping[int, str]:
    """Post types by id in the reader's language."""
    return {type_.pk: type_.name for type_ in PostType.objects.all()}


def thirty_five_years(on: date) -> Mapping[str, object]:
    """Who is born after this date is under 35."""
    return {"young_since": years_before(on, 35)}


ONE_HOLDER = (
    f"EXISTS (SELECT 1 FROM people_tenure s JOIN people_tenure d ON {holds('d', 'committee_director')} "
    f"AND d.person_id = s.person_id JOIN people_tenure h ON {holds('h', 'collective_head')} "
    f"AND h.person_id = s.person_id WHERE {holds('s', 'secretary')})"
)
GRADUATES_HERE = f"(SELECT count(*) FROM people_tenure t WHERE {holds('t', 'graduate')})"
VACANT = (
    "SELECT area.place_id, area.key, 1 AS numerator, 0 AS denominator, post.id AS record_id, post.type_id AS part "
    "FROM area JOIN people_post post ON post.place_id = area.place_id "
    "WHERE post.start_on <= %(on)s AND post.end_on > %(on)s AND NOT EXISTS (SELECT 1 FROM people_tenure t "
    "WHERE t.post_id = post.id AND t.end_on > %(on)s AND t.start_on <= %(on)s)"
)

PEOPLE = _("people")
SHARE_OF_VILLAGES = _("% of villages")

figures.declare(
    Figure(
        code="P4",
        version="first-secretaries/1",
        name=_("First secretaries in villages"),
        unit=PEOPLE,
        definition=_("People who hold the post of first secretary in a village on the date, by batch."),
        direction=Direction.NONE,
        level=Level.VILLAGE,
        share=False,
        reads=READS,
        query=in_post("first_secretary", "t.batch_id"),
        record="people.tenure",
        order=10,
        part_label=_("Batch"),
        parts=batch_names,
    )
)
figures.declare(
    Figure(
        code="P6",
        version="graduates/1",
        name=_("Graduates serving in villages"),
        unit=PEOPLE,
        definition=_("People who hold a post of graduate in the village on the date, by year of recruitment."),
        direction=Direction.MORE,
        level=Level.VILLAGE,
        share=False,
        reads=READS,
        query=in_post("graduate", "t.batch_id"),
        record="people.tenure",
        order=20,
        part_label=_("Batch"),
        parts=batch_names,
    )
)
figures.declare(
    Figure(
        code="P6-villages",
        version="villages-with-graduates/1",
        name=_("Villages with one or two graduates"),
        unit=SHARE_OF_VILLAGES,
        definition=_(
            "Villages in which one or two graduates serve on the date, out of all villages; "
            "communities are not counted."
        ),
        direction=Direction.MORE,
        level=Level.VILLAGE,
        share=True,
        reads=READS,
        query=share_of_places(f"{GRADUATES_HERE} BETWEEN 1 AND 2", VILLAGE_KIND),
        record="places.place",
        order=21,
    )
)
figures.declare(
    Figure(
        code="P7",
        version="township-deputies/1",
        name=_("Young officers sent as township deputies"),
        unit=PEOPLE,
        definition=_(
            "People sent from province or prefecture who hold a deputy post of a township on the date, by batch."
        ),
        direction=Direction.NONE,
        level=Level.TOWNSHIP,
        share=False,
        reads=READS,
        query=in_post("township_deputy", "t.batch_id"),
        record="people.tenure",
        order=30,
        part_label=_("Batch"),
        parts=batch_names,
    )
)
figures.declare(
    Figure(
        code="G7",
        version="one-person-three-posts/1",
        name=_("Villages where one person holds the three posts"),
        unit=SHARE_OF_VILLAGES,
        definition=_(
            "Villages whose party secretary, director of the villagers' committee and head of the collective are one "
            "and the same person on the date, out of all villages. An empty post counts as not."
        ),
        direction=Direction.MORE,
        level=Level.VILLAGE,
        share=True,
        reads=READS,
        query=share_of_places(ONE_HOLDER, VILLAGE_KIND),
        record="places.place",
        order=40,
    )
)
figures.declare(
    Figure(
        code="G3-staffed",
        version="staffed-grids/1",
        name=_("Grids with a grid worker"),
        unit=_("% of grids"),
        definition=_("Rural grids that have a grid worker in post on the date, out of all rural grids."),
        direction=Direction.MORE,
        level=Level.GRID,
        share=True,
        reads=READS,
        query=share_of_places(f"EXISTS (SELECT 1 FROM people_tenure t WHERE {holds('t', 'grid_worker')})"),
        record="places.place",
        order=51,
    )
)
figures.declare(
    Figure(
        code="O7",
        version="border-teams/1",
        name=_("Members of border-village teams"),
        unit=PEOPLE,
        definition=_("People who hold a post in a work team of a border village on the date."),
        direction=Direction.NONE,
        level=Level.VILLAGE,
        share=False,
        reads=READS,
        query=in_post("border_team_member", "t.batch_id"),
        record="people.tenure",
        order=60,
        part_label=_("Batch"),
        parts=batch_names,
    )
)
figures.declare(
    Figure(
        code="VAC",
        version="vacancies/1",
        name=_("Empty posts"),
        unit=_("posts"),
        definition=_("Posts that exist on the date and that nobody holds, by kind of post."),
        direction=Direction.LESS,
        level=Level.GRID,
        share=False,
        any_level=True,
        reads=READS,
        query=VACANT,
        record="people.post",
        order=70,
        part_label=_("Kind of post"),
        parts=type_names,
    )
)
figures.declare(
    Figure(
        code="SEC-women",
        version="women-among-secretaries/1",
        name=_("Women among village party secretaries"),
        unit=_("% of secretaries"),
        definition=_("Women among the village party secretaries in post on the date."),
        direction=Direction.MORE,
        level=Level.VILLAGE,
        share=True,
        reads=READS,
        query=share_of_secretaries("p.sex = 'f'"),
        record="people.tenure",
        order=80,
    )
)
figures.declare(
    Figure(
        code="SEC-under35",
        version="under-35s-among-secretaries/1",
        name=_("Under-35s among village party secretaries"),
        unit=_("% of secretaries"),
        definition=_(
            "Village party secretaries who have not reached their 35th birthday, out of all in post on the date."
        ),
        direction=Direction.MORE,
        level=Level.VILLAGE,
        share=True,
        reads=READS,
        query=share_of_secretaries("p.born_on > %(young_since)s"),
        record="people.tenure",
        order=81,
        parameters=thirty_five_years,
    )
)
