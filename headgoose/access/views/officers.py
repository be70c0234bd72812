"""Accounts of people in post, for the officers who fill their posts: open, close, a new one-time password."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from headgoose.access.actions.accounts import NewAccount, close_account, open_accounts
from headgoose.access.actions.passwords import renew_password
from headgoose.access.listing import ON_PAGE, Slice, State, find_rows, slices_to_manage
from headgoose.access.passwords import OneTimePassword, make_one_time_password, make_one_time_passwords
from headgoose.access.queries import Seat, get_user, seats_of
from headgoose.access.rules import NO_PERSON, check_may_manage
from headgoose.kernel.actor import Actor
from headgoose.kernel.area import Area
from headgoose.kernel.asking import page_asked
from headgoose.kernel.clock import now, today
from headgoose.kernel.gate import get_actor, signed_in
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.sheets import Sheet, xlsx_answer
from headgoose.places.models import Span
from headgoose.places.names import plain_text
from headgoose.places.queries import get_span

# Each takes a slow hash: fifty are a few seconds.
AT_ONCE = 50
LONGEST_WORDS = 40


@dataclass(frozen=True)
class Slip:
    """What somebody is handed: who, where, under which name and with which password, once."""

    name: str
    seat: str
    username: str
    password: str


@signed_in
@require_safe
def accounts(request: HttpRequest) -> HttpResponse:
    """People in post in one's area, with their accounts."""
    actor = get_actor(request)
    slices = _slices(actor)
    state = request.GET.get("state", "")
    context = listed(request, slices, State(state) if state in {"without", "with"} else State.ALL)
    context |= {"at_once": AT_ONCE, "section": "accounts"}
    return render(request, "access/accounts.html", context)


def listed(
    request: HttpRequest, slices: Sequence[Slice], state: State, users: Sequence[int] | None = None
) -> dict[str, Any]:
    """A page of people in post, as the address asks for it."""
    span, words = _place_asked(request), _words_asked(request)
    number = page_asked(request)
    rows = find_rows(
        slices,
        today(),
        area=span.area if span else None,
        state=state,
        words=words,
        users=users,
        offset=(number - 1) * ON_PAGE,
    )
    return {
        "rows": rows[:ON_PAGE],
        "span": span,
        "words": words,
        "state": state.value,
        "first": (number - 1) * ON_PAGE + 1,
        "last": (number - 1) * ON_PAGE + len(rows[:ON_PAGE]),
        "previous": number - 1 if number > 1 else 0,
        "next": number + 1 if len(rows) > ON_PAGE else 0,
    }


def _words_asked(request: HttpRequest) -> str:
    return plain_text(request.GET.get("words", "").replace("\0", " ")[: 4 * LONGEST_WORDS])[:LONGEST_WORDS]


def _place_asked(request: HttpRequest) -> Span | None:
    code = (request.POST.get("place") or request.GET.get("place") or "").strip()
    return get_span(code[:20], today()) if code else None


def _slices(actor: Actor) -> list[Slice]:
    slices = slices_to_manage(actor)
    if not slices:
        raise Refused(_("Your posts do not let you open accounts."), Because.FORBIDDEN)
    return slices


@signed_in
@require_POST
def open_one(request: HttpRequest, person_id: int) -> HttpResponse:
    """Open an account for one person and show its password."""
    actor = get_actor(request)
    _slices(actor)
    return _opened(request, actor, [person_id])


@signed_in
@require_POST
def open_many(request: HttpRequest) -> HttpResponse:
    """Open accounts for the next people in post at a place who have none, and hand out their passwords."""
    actor = get_actor(request)
    span = _place_asked(request)
    if span is None:
        raise Refused(_("Say at which place."), field="place")
    wanted = _without_account(actor, span.area)
    if not wanted:
        messages.info(request, _("Everybody here whose account is yours to open has one."))
        return redirect("accounts")
    return _opened(request, actor, wanted)


def _without_account(actor: Actor, area: Area) -> list[int]:
    """The next people in the order of the tree; those who also sit where the actor may not appoint are left out."""
    rows = find_rows(_slices(actor), today(), area=area, state=State.WITHOUT, limit=2 * AT_ONCE)
    people = list(dict.fromkeys(row.person.pk for row in rows))
    seats = seats_of(people, today())
    return [person for person in people if _may(actor, seats[person])][:AT_ONCE]


def _may(actor: Actor, seats: list[Seat]) -> bool:
    try:
        check_may_manage(actor, seats, NO_PERSON)
    except Refused:
        return False
    return True


def _opened(request: HttpRequest, actor: Actor, people: Sequence[int]) -> HttpResponse:
    made = make_one_time_passwords(len(people))
    newcomers = [NewAccount(person, one.hashed) for person, one in zip(people, made, strict=True)]
    users = open_accounts(by=actor, at=now(), newcomers=newcomers)
    seats = seats_of(people, today())
    slips = [
        Slip(str(user.person), seats[person][0].label, user.username, one.plain)
        for user, person, one in zip(users, people, made, strict=True)
    ]
    return _handed_out(request, slips)


@signed_in
@require_POST
def renew(request: HttpRequest, user_id: int) -> HttpResponse:
    """A new one-time password for somebody who lost theirs."""
    one: OneTimePassword = make_one_time_password()
    user = renew_password(by=get_actor(request), at=now(), user_id=user_id, hashed=one.hashed)
    seats = seats_of([user.person_id or 0], today())[user.person_id or 0]
    return _handed_out(request, [Slip(str(user.person), seats[0].label, user.username, one.plain)])


def _handed_out(request: HttpRequest, slips: Sequence[Slip]) -> HttpResponse:
    """The passwords, this once: on a page to print, or as a workbook."""
    if request.POST.get("as") == "xlsx":
        header = [_("Person"), _("Post"), _("User name"), _("One-time password")]
        rows = [[slip.name, slip.seat, slip.username, slip.password] for slip in slips]
        return xlsx_answer(f"accounts-{today().isoformat()}.xlsx", [Sheet(_("Accounts"), header, rows)])
    return render(request, "access/slips.html", {"slips": slips, "section": "accounts"})


@signed_in
@require_POST
def close(request: HttpRequest, user_id: int) -> HttpResponse:
    """Close an account."""
    close_account(by=get_actor(request), at=now(), user_id=user_id)
    messages.success(request, _("The account “%(name)s” is closed.") % {"name": get_user(user_id).username})
    return redirect("accounts")
