"""The figures of the net: three rates of requests, whistles and how punctually departments come, roll-calls.

Requests and whistles are those of the twelve months that ended with the date; what happened after it does not count.
Each rate has a denominator that silence does not shrink: who was asked and said nothing is not satisfied.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta

from django.db import connection
from django.utils.translation import gettext_lazy as _

from headgoose.casework.models import Category, RollKind, WhistleKind
from headgoose.kernel.area import Level
from headgoose.kernel.clock import CHINA, years_before
from headgoose.kernel.figures import Direction, Figure, figures

READS = frozenset({"casework", "places"})
SATISFIED_FROM = 4
OF_THE_YEAR = (
    "FROM area JOIN casework_request r ON r.village_id = area.place_id "
    "AND r.received_at > %(after)s AND r.received_at <= %(until)s"
)
# A merged request is counted with the one that it went into.
COUNTED = "NOT (r.state = 'merged' AND r.closed_at <= %(until)s)"
ASKED = (
    f"{OF_THE_YEAR} JOIN casework_callback c ON c.request_id = r.id AND c.excluded_why = '' "
    "AND c.asked_at <= %(until)s AND c.round = (SELECT max(o.round) FROM casework_callback o WHERE o.request_id = r.id "
    "AND o.asked_at <= %(until)s)"
)
PASSED_UP = (
    "EXISTS (SELECT 1 FROM casework_event e WHERE e.request_id = r.id AND e.verb = 'escalate' AND e.at <= %(until)s)"
)
ROW = "SELECT area.place_id, area.key, {numerator} AS numerator, {denominator} AS denominator, {row} AS record_id"


def twelve_months(on: date) -> Mapping[str, object]:
    """The instants after which, and until which, things count for a date."""
    return {"after": _end_of(years_before(on, 1)), "until": _end_of(on)}


def _end_of(day: date) -> object:
    end = datetime.combine(day + timedelta(days=1), time(), CHINA).astimezone(UTC) - timedelta(microseconds=1)
    return connection.ops.adapt_datetimefield_value(end)


def _row(numerator: str, denominator: str = "1", row: str = "r.id", part: str = "NULL") -> str:
    return f"{ROW.format(numerator=numerator, denominator=denominator, row=row)}, {part} AS part"


def _share(condition: str, row: str = "r.id", part: str = "NULL") -> str:
    return _row(f"CASE WHEN {condition} THEN 1 ELSE 0 END", row=row, part=part)


def category_names() -> Mapping[int, str]:
    """Categories by id in the reader's language."""
    return {category.pk: category.name for category in Category.objects.all()}


def numbered(column: str, values: Sequence[str]) -> str:
    """SQL for the place of a column's value among some, from 1: parts are told apart by numbers."""
    cases = " ".join(f"WHEN '{value}' THEN {number}" for number, value in enumerate(values, 1))
    return f"CASE {column} {cases} END"


WHISTLE_KINDS = list(WhistleKind)
ROLL_KINDS = list(RollKind)
WHISTLE_PART, ROLL_PART = numbered("w.kind", WHISTLE_KINDS), numbered("o.kind", ROLL_KINDS)


def whistle_kinds() -> Mapping[int, str]:
    """Kinds of whistle by number."""
    return {number: str(kind.label) for number, kind in enumerate(WHISTLE_KINDS, 1)}


def roll_kinds() -> Mapping[int, str]:
    """Kinds of roll-call by number."""
    return {number: str(kind.label) for number, kind in enumerate(ROLL_KINDS, 1)}


SHARE_OF_REQUESTS, REQUESTS = _("% of requests"), _("requests")
WHISTLES = (
    "FROM area JOIN casework_whistle w ON w.place_id = area.place_id AND w.state <> 'withdrawn' "
    "AND w.blown_at > %(after)s AND w.blown_at <= %(until)s"
)
ROLLS = (
    "FROM area JOIN casework_called c ON c.place_id = area.place_id "
    "JOIN casework_rollcall o ON o.id = c.roll_call_id AND o.opened_at > %(after)s AND o.opened_at <= %(until)s "
    "AND o.answer_by <= %(until)s"
)

figures.declare(
    Figure(
        code="G4",
        version="requests/1",
        name=_("Requests of residents"),
        unit=REQUESTS,
        definition=_(
            "Requests received in the twelve months that ended with the date, by category. One that was merged into "
            "another is counted with that one."
        ),
        direction=Direction.NONE,
        level=Level.VILLAGE,
        share=False,
        reads=READS,
        query=f"{_row('1', '0', part='r.category_id')} {OF_THE_YEAR} WHERE {COUNTED}",
        record="casework.request",
        order=210,
        parameters=twelve_months,
        part_label=_("Category"),
        parts=category_names,
    )
)
figures.declare(
    Figure(
        code="G4-response",
        version="response/1",
        name=_("Requests accepted in time"),
        unit=SHARE_OF_REQUESTS,
        definition=_(
            "Of the requests received in the twelve months that ended with the date, and whose time to accept had run "
            "out by then or that were accepted, those accepted within the time fixed when they came in. A rejection in "
            "time is a response too. Merged requests are left out."
        ),
        direction=Direction.MORE,
        level=Level.VILLAGE,
        share=True,
        reads=READS,
        query=(
            f"{_share('coalesce(r.accepted_at, r.closed_at) <= r.respond_by')} {OF_THE_YEAR} WHERE {COUNTED} "
            "AND (r.respond_by <= %(until)s OR coalesce(r.accepted_at, r.closed_at) <= %(until)s)"
        ),
        record="casework.request",
        order=212,
        parameters=twelve_months,
    )
)
figures.declare(
    Figure(
        code="G4-resolution",
        version="resolution/1",
        name=_("Requests solved, as residents say"),
        unit=SHARE_OF_REQUESTS,
        definition=_(
            "Of the requests received in the twelve months that ended with the date, answered, and whose petitioners "
            "were asked, those of which the petitioner says that it is solved. No reply is not solved. What an "
            "officer excluded with a reason is left out and counted by itself."
        ),
        direction=Direction.MORE,
        level=Level.VILLAGE,
        share=True,
        reads=READS,
        query=f"{_share('c.solved AND c.replied_at <= %(until)s')} {ASKED}",
        record="casework.request",
        order=214,
        parameters=twelve_months,
    )
)
figures.declare(
    Figure(
        code="G4-satisfaction",
        version="satisfaction/1",
        name=_("Residents satisfied with the answer"),
        unit=SHARE_OF_REQUESTS,
        definition=_(
            "Of the requests received in the twelve months that ended with the date, answered, and whose petitioners "
            "were asked, those whose petitioner gave 4 or 5 of 5. Who did not reply is never satisfied. What an "
            "officer excluded with a reason is left out and counted by itself."
        ),
        direction=Direction.MORE,
        level=Level.VILLAGE,
        share=True,
        reads=READS,
        query=f"{_share(f'c.satisfaction >= {SATISFIED_FROM} AND c.replied_at <= %(until)s')} {ASKED}",
        record="casework.request",
        order=216,
        parameters=twelve_months,
    )
)
figures.declare(
    Figure(
        code="G4-excluded",
        version="excluded/1",
        name=_("Requests left out of the rates"),
        unit=REQUESTS,
        definition=_(
            "Requests received in the twelve months that ended with the date that an officer excluded from resolution "
            "and satisfaction; each row says who did so and why."
        ),
        direction=Direction.LESS,
        level=Level.VILLAGE,
        share=False,
        reads=READS,
        query=(
            f"{_row('1', '0')} {OF_THE_YEAR} JOIN casework_callback c ON c.request_id = r.id AND c.excluded_why <> '' "
            "AND c.round = (SELECT max(o.round) FROM casework_callback o WHERE o.request_id = r.id)"
        ),
        record="casework.exclusion",
        order=218,
        parameters=twelve_months,
    )
)
figures.declare(
    Figure(
        code="G4-escalated",
        version="escalated/1",
        name=_("Requests that passed to a level above"),
        unit=SHARE_OF_REQUESTS,
        definition=_(
            "Of the requests received in the twelve months that ended with the date, those that nobody accepted or "
            "answered in time, so that a level above became responsible. Merged requests are left out."
        ),
        direction=Direction.LESS,
        level=Level.VILLAGE,
        share=True,
        reads=READS,
        query=f"{_share(PASSED_UP)} {OF_THE_YEAR} WHERE {COUNTED}",
        record="casework.request",
        order=219,
        parameters=twelve_months,
    )
)
figures.declare(
    Figure(
        code="G5",
        version="whistles/1",
        name=_("Whistles blown"),
        unit=_("whistles"),
        definition=_(
            "Whistles that villages and townships blew in the twelve months that ended with the date, by kind; those "
            "withdrawn are not counted."
        ),
        direction=Direction.NONE,
        level=Level.VILLAGE,
        share=False,
        any_level=True,
        reads=READS,
        query=f"{_row('1', '0', 'w.id', WHISTLE_PART)} {WHISTLES}",
        record="casework.whistle",
        order=220,
        parameters=twelve_months,
        part_label=_("Kind of whistle"),
        parts=whistle_kinds,
    )
)
figures.declare(
    Figure(
        code="G5-on-time",
        version="arrivals/1",
        name=_("Departments that came in time"),
        unit=_("% of calls"),
        definition=_(
            "Of the departments called by whistles blown in the twelve months that ended with the date, and whose time "
            "had run out or that came, those that reported for duty in time. Departments let go are left out."
        ),
        direction=Direction.MORE,
        level=Level.VILLAGE,
        share=True,
        any_level=True,
        reads=READS,
        query=(
            f"{_share('l.reported_at <= l.report_by', 'w.id', 'l.department_id')} {WHISTLES} "
            "JOIN casework_leg l ON l.whistle_id = w.id AND l.state <> 'excused' "
            "AND (l.report_by <= %(until)s OR l.reported_at <= %(until)s)"
        ),
        record="casework.whistle",
        order=222,
        parameters=twelve_months,
    )
)
figures.declare(
    Figure(
        code="G6",
        version="roll-calls/1",
        name=_("Grids that answered roll-calls in time"),
        unit=_("% of grids called"),
        definition=_(
            "Of the grids called by roll-calls of the twelve months that ended with the date and whose time had run "
            "out, those that answered in time; a grid counts once for each roll-call."
        ),
        direction=Direction.MORE,
        level=Level.GRID,
        share=True,
        reads=READS,
        query=f"{_share('c.answered_at <= o.answer_by', 'c.id', ROLL_PART)} {ROLLS}",
        record="casework.called",
        order=224,
        parameters=twelve_months,
        part_label=_("Kind of roll-call"),
        parts=roll_kinds,
    )
)
