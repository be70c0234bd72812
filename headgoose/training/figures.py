"""The figures of training (P5, G2): classes held, hours approved, and who in post has hours this year and who has not.

The year is the calendar year of the date, as far as it has gone by then. Hours count once they are approved.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta

from django.db import connection
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from headgoose.kernel.area import Level
from headgoose.kernel.clock import CHINA
from headgoose.kernel.figures import Direction, Figure, figures
from headgoose.training.models import Track

READS = frozenset({"training", "people", "places"})
OF_THE_YEAR = "c.end_on >= %(since)s AND c.end_on <= %(on)s"
APPROVED = f"{OF_THE_YEAR} AND c.approved_at <= %(until)s"
TRAINED = (
    "EXISTS (SELECT 1 FROM training_enrolment e JOIN training_trainingclass c ON c.id = e.training_class_id "
    f"WHERE e.person_id = t.person_id AND e.minutes > 0 AND {APPROVED})"
)
# A person with several posts of one place counts once.
IN_POST = (
    "FROM area JOIN people_tenure t ON t.place_id = area.place_id AND t.end_on > %(on)s AND t.start_on <= %(on)s "
    "JOIN training_tracktype y ON y.type_id = t.type_id AND y.home "
    "JOIN training_track k ON k.id = y.track_id AND k.family = '{family}'"
)
ONE_EACH = "GROUP BY area.place_id, area.key, t.person_id"
TRAINED_OF_IN_POST = (
    f"SELECT area.place_id, area.key, max(CASE WHEN {TRAINED} THEN 1 ELSE 0 END) AS numerator, 1 AS denominator, "
    f"min(t.id) AS record_id, min(y.track_id) AS part {IN_POST} {ONE_EACH}"
)
WITHOUT = (
    "SELECT area.place_id, area.key, 1 AS numerator, 0 AS denominator, min(t.id) AS record_id, "
    f"min(y.track_id) AS part {IN_POST} WHERE NOT {TRAINED} {ONE_EACH}"
)
CLASSES = (
    "SELECT area.place_id, area.key, 1 AS numerator, 0 AS denominator, c.id AS record_id, c.track_id AS part "
    f"FROM area JOIN training_trainingclass c ON c.place_id = area.place_id AND {OF_THE_YEAR} "
    "AND c.state IN ('under_way', 'approved')"
)
HOURS = (
    "SELECT area.place_id, area.key, (e.minutes + 30) / 60 AS numerator, 0 AS denominator, e.id AS record_id, "
    f"c.track_id AS part FROM training_trainingclass c JOIN training_enrolment e ON e.training_class_id = c.id "
    "AND e.minutes >= 30 JOIN people_tenure t ON t.id = e.tenure_id JOIN area ON area.place_id = t.place_id "
    f"WHERE {APPROVED}"
)


def of_the_year(on: date) -> Mapping[str, object]:
    """The first day of the year, and the last instant of the date."""
    end = datetime.combine(on + timedelta(days=1), time(), CHINA).astimezone(UTC) - timedelta(microseconds=1)
    return {"since": date(on.year, 1, 1), "until": connection.ops.adapt_datetimefield_value(end)}


def track_names() -> Mapping[int, str]:
    """Tracks by id in the reader's language."""
    return {track.pk: track.name for track in Track.objects.all()}


def _declare(
    code: str,
    version: str,
    name: Promise,
    unit: Promise,
    definition: Promise,
    query: str,
    order: int,
    *,
    direction: Direction = Direction.MORE,
    level: Level = Level.VILLAGE,
    share: bool = False,
    record: str = "training.cadre",
    amounts: bool = False,
) -> None:
    figures.declare(
        Figure(
            code=code,
            version=version,
            name=name,
            unit=unit,
            definition=definition,
            direction=direction,
            level=level,
            share=share,
            any_level=True,
            reads=READS,
            query=query,
            record=record,
            order=order,
            parameters=of_the_year,
            part_label=_("Track"),
            parts=track_names,
            amounts=amounts,
        )
    )


_declare(
    "P5",
    "trained-cadres/1",
    _("Village cadres trained this year"),
    _("% of cadres in post"),
    _(
        "Of the village cadres in post on the date (secretaries, first secretaries and work teams, township deputies, "
        "graduates, heads of collectives, accountants), those with approved hours in a class that ended in the year of "
        "the date and by then. Who holds several posts of one place counts once."
    ),
    TRAINED_OF_IN_POST.format(family="cadres"),
    100,
    share=True,
)
_declare(
    "P5-without",
    "cadres-without-hours/1",
    _("Village cadres without hours this year"),
    _("people"),
    _(
        "Village cadres in post on the date who have no approved hours in a class that ended in the year of the date "
        "and by then."
    ),
    WITHOUT.format(family="cadres"),
    101,
    direction=Direction.LESS,
)
_declare(
    "P5-classes",
    "classes-held/1",
    _("Training classes held this year"),
    _("classes"),
    _(
        "Classes of all tracks that a province, prefecture or county organised, that ended in the year of the date and "
        "by then, and that were held. Planned, announced and cancelled classes are not counted."
    ),
    CLASSES,
    102,
    level=Level.COUNTY,
    record="training.class",
)
_declare(
    "P5-hours",
    "hours-approved/1",
    _("Hours of training approved this year"),
    _("hours"),
    _(
        "Hours approved in classes that ended in the year of the date and by then, at the places where those trained "
        "are in post; the minutes of a person in a class are rounded to whole hours."
    ),
    HOURS,
    103,
    level=Level.GRID,
    record="training.enrolment",
    amounts=True,
)
_declare(
    "G2",
    "trained-governance/1",
    _("Governance workers trained this year"),
    _("% of workers in post"),
    _(
        "Of the governance workers in post on the date (directors of villagers' and residents' committees, members of "
        "supervisory boards, grid workers), those with approved hours in a class that ended in the year of the date "
        "and by then. Who holds several posts of one place counts once."
    ),
    TRAINED_OF_IN_POST.format(family="governance"),
    205,
    level=Level.GRID,
    share=True,
)
_declare(
    "G2-without",
    "governance-without-hours/1",
    _("Governance workers without hours this year"),
    _("people"),
    _(
        "Governance workers in post on the date who have no approved hours in a class that ended in the year of the "
        "date and by then."
    ),
    WITHOUT.format(family="governance"),
    206,
    direction=Direction.LESS,
    level=Level.GRID,
)
