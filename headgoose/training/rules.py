"""What may be done with classes, seats, rolls and hours."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.utils.translation import gettext_lazy as _

from headgoose.kernel.area import Area, Level
from headgoose.kernel.clock import CHINA, date_of
from headgoose.kernel.refusal import Because, Refused
from headgoose.places.models import Span
from headgoose.places.names import plain_text
from headgoose.training.models import Session, TrainingClass

TITLE_MAX, ROOM_MAX, WHY_MAX, WORDS_MAX = 120, 80, 200, 500
WHY_AT_LEAST = 4
SEATS_MAX = 2_000
SESSIONS_MAX = 60
SESSION_MINUTES_MAX = 720
AHEAD_DAYS = 732
CLASS_DAYS_MAX = 120
ORGANISERS = (Level.PROVINCE, Level.PREFECTURE, Level.COUNTY)
# A code counts from so long before a session begins until so long after.
EARLY, LATE = timedelta(minutes=30), timedelta(minutes=30)
SHOWN_FROM_ANSWERS = 5


@dataclass(frozen=True)
class Slot:
    """A session as it is planned: the day, from when to when by China's clocks, and where."""

    on: date
    start: time
    end: time
    room: str

    @property
    def start_at(self) -> datetime:
        """When it begins."""
        return datetime.combine(self.on, self.start, CHINA).astimezone(UTC)

    @property
    def minutes(self) -> int:
        """How long it lasts."""
        return (self.end.hour - self.start.hour) * 60 + self.end.minute - self.start.minute


def check_title(title: str) -> str:
    """The title of a class, cleaned."""
    plain = plain_text(title)
    if not plain or len(plain) > TITLE_MAX or not plain.isprintable():
        raise Refused(_("Give the class a title, in at most 120 characters."), field="title")
    return plain


def check_why(why: str) -> str:
    """A reason in words, cleaned."""
    plain = plain_text(why)
    if not WHY_AT_LEAST <= len(plain) <= WHY_MAX or not plain.isprintable():
        raise Refused(_("Give the reason in 4 to 200 characters."), field="why")
    return plain


def check_organiser(span: Span) -> None:
    """Classes are organised by a province, a prefecture or a county."""
    if span.level not in ORGANISERS:
        raise Refused(_("A class is organised by a province, a prefecture or a county."), field="code")


def check_days(start_on: date, end_on: date, today: date) -> None:
    """A class lies ahead, or is on, and lasts a while at most."""
    if end_on < start_on:
        raise Refused(_("The last day lies before the first."), field="end_on")
    if end_on < today:
        raise Refused(_("The class is over already: its days lie in the past."), field="end_on")
    if (start_on - today).days > AHEAD_DAYS:
        raise Refused(_("A class is planned at most two years ahead."), field="start_on")
    if (end_on - start_on).days >= CLASS_DAYS_MAX:
        raise Refused(_("A class lasts at most 120 days."), field="end_on")


def check_seats(seats: int, least: int = 1) -> int:
    """A number of seats."""
    if not least <= seats <= SEATS_MAX:
        words = {"least": least, "most": SEATS_MAX}
        raise Refused(_("Give a number of seats between %(least)s and %(most)s.") % words, field="seats")
    return seats


def check_slot(slot: Slot, start_on: date, end_on: date, others: Iterable[tuple[datetime, int]]) -> Slot:
    """A session lies within the days of its class, ends after it begins, and no other one is at that time."""
    room = plain_text(slot.room)
    if not room or len(room) > ROOM_MAX or not room.isprintable():
        raise Refused(_("Say in which room, in at most 80 characters."), field="room")
    if not start_on <= slot.on <= end_on:
        raise Refused(_("The session lies outside the days of the class."), field="on")
    if not 1 <= slot.minutes <= SESSION_MINUTES_MAX:
        raise Refused(_("A session ends after it begins, and lasts at most twelve hours."), field="end")
    begins, ends = slot.start_at, slot.start_at + timedelta(minutes=slot.minutes)
    if any(begins < start + timedelta(minutes=minutes) and start < ends for start, minutes in others):
        raise Refused(_("Another session of the class is at that time."), Because.CONFLICT, field="start")
    return Slot(slot.on, slot.start, slot.end, room)


def check_code_time(session: Session, at: datetime) -> None:
    """A code counts from 30 minutes before the session until 30 minutes after it began."""
    if at < session.start_at - EARLY:
        raise Refused(_("It is too early: codes count from 30 minutes before the session."), Because.CONFLICT)
    if at > min(session.start_at + LATE, session.end_at):
        reason = _("The session began more than 30 minutes ago: ask to be entered by the class teacher.")
        raise Refused(reason, Because.CONFLICT)


def check_roll_time(session: Session, at: datetime) -> None:
    """A roll is entered once its session has begun, or nearly."""
    if at < session.start_at - EARLY:
        raise Refused(_("The session has not begun."), Because.CONFLICT)


def check_is_over(sessions: Sequence[Session], at: datetime) -> None:
    """Refuse until the last session has ended."""
    if not sessions or max(session.end_at for session in sessions) > at:
        raise Refused(_("The class is not over: its last session has not ended."), Because.CONFLICT)


def check_minutes(minutes: int, attended: int) -> int:
    """Minutes approved are those attended, or fewer."""
    if not 0 <= minutes <= attended:
        words = {"most": attended}
        reason = _("At most %(most)s minutes can be approved: those of the sessions attended.")
        raise Refused(reason % words, field="minutes")
    return minutes


def check_rating(value: int, field: str) -> int:
    """A mark from 1 to 5."""
    if value not in range(1, 6):
        raise Refused(_("Give a mark from 1 to 5."), field=field)
    return value


def check_words(words: str) -> str:
    """Some words, cleaned; perhaps none."""
    plain = plain_text(words)
    if len(plain) > WORDS_MAX:
        raise Refused(_("Say it in at most 500 characters."), field="words")
    return "".join(letter for letter in plain if letter.isprintable())


def lies_below(area: Area, above: Area) -> bool:
    """Whether an area is a part of another one, and not the same."""
    return above.covers(area) and area != above


def year_of(training_class: TrainingClass) -> int:
    """The year in which a class's hours count."""
    return training_class.end_on.year


def is_running(training_class: TrainingClass, at: datetime) -> bool:
    """Whether an instant lies within the days of a class."""
    return training_class.start_on <= date_of(at) <= training_class.end_on
