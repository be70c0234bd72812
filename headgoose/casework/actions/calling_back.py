"""After an answer the petitioner is asked: is it solved, how satisfied are you? Silence is no answer."""

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from headgoose.casework.actions.steps import NOTHING, Said, find_repeated_step, keep_silence, reopen_request, take_step
from headgoose.casework.log import Step, lock_request, standing_of
from headgoose.casework.models import CallBack, Request, RequestState
from headgoose.casework.rules import check_short, check_text, main_of, rounds_of
from headgoose.casework.states import Who
from headgoose.casework.writing.requests import add_event, note
from headgoose.kernel.actor import Actor
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.writing import action

WORDS_MAX = 500
SATISFACTION = range(1, 6)
# After so long without a word an answered request is closed; its rates count it as not replied.
CLOSE_AFTER = timedelta(days=7)


def current_call_back(request: Request) -> CallBack | None:
    """The call-back of the newest round, or None."""
    return CallBack.objects.filter(request=request).order_by("-round").first()


@action
def reply_to_answer(
    *,
    by: Actor,
    at: datetime,
    request_id: int,
    solved: bool,
    satisfaction: int | None = None,
    words: str = "",
    petitioner: bool = False,
    said: Said = NOTHING,
) -> Request:
    """What the petitioner says of the answer, by the tracking page (`petitioner`) or on the telephone.

    "Solved" closes the request, "not solved" opens it again. Who asked the same as another replies for themself: a
    merged request stays merged when it is solved, and goes its own way when it is not.
    """
    if before := find_repeated_step(said):
        note(by, at, "repeat_step", before.request)
        return before.request
    if satisfaction is not None and satisfaction not in SATISFACTION:
        raise Refused(_("Satisfaction is 1 to 5."), field="satisfaction")
    request = lock_request(request_id)
    if request.state == RequestState.MERGED:
        check_not_replied(request)
    also = (Who.PETITIONER,) if petitioner else ()
    done = take_step(
        by, at, request_id, "reply", said, outcome={"solved": solved, "satisfaction": satisfaction}, also=also
    )
    _keep_reply(by, at, request, solved, satisfaction, check_short(words, "words", WORDS_MAX), petitioner)
    if not solved:
        reason = words or str(_("The petitioner says that it is not solved."))
        # On the telephone the worker only writes down what the petitioner asks for.
        return reopen_request(by=by, at=at, request_id=done.pk, said=Said(reason), petitioner=True)
    return _close(by, at, done, also) if done.state == RequestState.ANSWERED else done


def check_not_replied(request: Request) -> None:
    """Refuse a reply of a merged request's petitioner where the other has no answer, or where they have replied to it.

    Raises:
        Refused: CONFLICT.
    """
    main = main_of(request)
    if main.answered_at is None:
        raise Refused(_("There is no answer yet."), Because.CONFLICT)
    replied = CallBack.objects.filter(request=request, replied_at__gte=main.answered_at)
    if replied.exists():
        raise Refused(_("The petitioner has replied to this answer already."), Because.CONFLICT)


def _close(by: Actor, at: datetime, request: Request, also: tuple[Who, ...]) -> Request:
    return take_step(by, at, request.pk, "close", NOTHING, also=also)


def _keep_reply(
    by: Actor, at: datetime, request: Request, solved: bool, satisfaction: int | None, words: str, petitioner: bool
) -> None:
    number = rounds_of(request)
    row = CallBack.objects.filter(request=request, round=number).first()
    if row is None:
        row = CallBack(request=request, round=number, asked_at=at, asked_by_id=None if petitioner else by.person_id)
    if row.replied_at is not None:
        raise Refused(_("The petitioner has replied to this answer already."), Because.CONFLICT)
    row.replied_at, row.solved, row.satisfaction, row.words = at, solved, satisfaction, words
    row.save()


@action
def call_back_petitioner(*, by: Actor, at: datetime, request_id: int) -> Request:
    """Note that the petitioner was called and could not be reached; a reply is recorded with `reply_to_answer`."""
    done = take_step(by, at, request_id, "call_back", NOTHING)
    number = rounds_of(done)
    values = {"asked_at": at, "asked_by_id": by.person_id}
    CallBack.objects.get_or_create(request=done, round=number, defaults=values)
    return done


@action
def exclude_call_back(*, by: Actor, at: datetime, request_id: int, why: str) -> Request:
    """Leave a request out of the three rates, with a reason and under one's name."""
    reason = check_text(why, "why", 4, 200)
    done = take_step(by, at, request_id, "exclude", Said(reason, open=False), outcome={"why": reason})
    row, _made = CallBack.objects.get_or_create(request=done, round=rounds_of(done), defaults={"asked_at": at})
    row.excluded_why, row.excluded_by_id = reason, by.person_id
    row.save(update_fields=["excluded_why", "excluded_by"])
    return done


@action
def close_silent(*, by: Actor, at: datetime, request_id: int) -> Request:
    """Close what was answered a while ago and nobody has said anything about."""
    request = lock_request(request_id)
    if request.state != RequestState.ANSWERED or request.answered_at is None:
        raise Refused(_("It is not waiting for a reply."), Because.CONFLICT)
    if at < request.answered_at + CLOSE_AFTER:
        raise Refused(_("The petitioner still has time to reply."), Because.CONFLICT)
    step = Step("close", RequestState.CLOSED, outcome={"silent": True}, label="system")
    add_event(request, standing_of(request), step, by=by, at=at)
    keep_silence(request)
    note(by, at, "close_silent", request)
    return request
