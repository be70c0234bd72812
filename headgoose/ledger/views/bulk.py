"""Review in bulk: what waits in the villages of an area, lines and all, ticked and posted in one step."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from headgoose.kernel.actor import Actor
from headgoose.kernel.area import Area
from headgoose.kernel.clock import now, today
from headgoose.kernel.gate import get_actor, signed_in
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.rights import Right
from headgoose.ledger.actions.posting import post_vouchers
from headgoose.ledger.models import Entry, Evidence, Voucher, VoucherState
from headgoose.ledger.months import show_month
from headgoose.ledger.views.around import address
from headgoose.ledger.waiting import Village, villages_within
from headgoose.places.models import Span
from headgoose.places.queries import ancestors, get_span

# Villages are shown whole, as many as hold about this many vouchers.
VOUCHERS_A_PAGE = 100
VOUCHERS_A_VILLAGE = 200
DIGITS_MAX = 18


@dataclass
class Waiting:
    """A voucher with its lines as the page shows it."""

    voucher: Voucher
    month: str
    lines: list[Entry]
    evidence: int
    url: str
    ticked: bool
    fault: str


@dataclass
class Group:
    """A village and what waits in its book."""

    span: Span
    waiting: list[Waiting] = field(default_factory=list)

    @property
    def marks(self) -> str:
        """All its vouchers, as the button posts them."""
        return " ".join(f"{one.voucher.pk}:{one.voucher.version}" for one in self.waiting)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: HttpRequest) -> HttpResponse:
    """Show what waits; post what was ticked: all of it, or nothing and which voucher stands against it."""
    actor = get_actor(request)
    place = request.GET.get("place", "")[:20]
    span = get_span(place, today()) if place else None
    areas = areas_reviewed(actor, span)
    ticked: dict[int, int] = {}
    refused: Refused | None = None
    if request.method == "POST":
        try:
            ticked = read_ticks(request.POST.get("all") or " ".join(request.POST.getlist("voucher")))
            count = post_vouchers(by=actor, at=now(), voucher_ids=list(ticked), versions=ticked)
        except Refused as no:
            refused = no
        else:
            said = ngettext("%(count)d voucher was posted.", "%(count)d vouchers were posted.", count)
            messages.success(request, said % {"count": count})
            return redirect(request.get_full_path())
    context = draw_groups(actor, areas, ticked, refused) | around(actor, span)
    return render(request, "ledger/desk_review.html", context, status=refused.status if refused else 200)


def areas_reviewed(actor: Actor, span: Span | None) -> Sequence[Area]:
    """Where the actor reviews: everywhere they may, or in one place. Raises Refused (FORBIDDEN)."""
    if span is None:
        areas = actor.scope(Right.REVIEW_BOOKS)
        if not areas:
            raise Refused(_("Your posts do not let you review vouchers."), Because.FORBIDDEN)
        return areas
    actor.require(Right.REVIEW_BOOKS, span.area)
    return [span.area]


def around(actor: Actor, span: Span | None) -> dict[str, Any]:
    """What the page shows around its matter."""
    above = ancestors(span, today())[-1:] if span else []
    readable = [one for one in above if actor.may(Right.READ, one.area)]
    return {"section": "books", "span": span, "above": readable[0] if readable else None}


def read_ticks(text: str) -> dict[int, int]:
    """Vouchers with the versions shown, as `12:0 15:2`. Raises Refused."""
    found = {}
    for mark in text.split():
        number, _colon, version = mark.partition(":")
        if not all(part.isascii() and part.isdigit() and len(part) <= DIGITS_MAX for part in (number, version)):
            raise Refused(_("This is not the number of a voucher."))
        found[int(number)] = int(version)
    if not found:
        raise Refused(_("Tick the vouchers to be posted."))
    return found


def draw_groups(
    actor: Actor, areas: Sequence[Area], ticked: Mapping[int, int], refused: Refused | None
) -> dict[str, Any]:
    """The first villages in which vouchers wait, and how many more there are."""
    villages = [one for one in villages_within(areas, today(), actor.person_id) if one.to_review]
    shown: list[Village] = []
    for village in villages:
        if sum(one.to_review for one in shown) >= VOUCHERS_A_PAGE:
            break
        shown.append(village)
    groups = groups_of(actor, shown, ticked, refused)
    named = refused.details.get("voucher_id") if refused else None
    culprit = next(((group.span, one) for group in groups for one in group.waiting if one.voucher.pk == named), None)
    return {
        "groups": groups,
        "all": sum(village.to_review for village in villages),
        "shown": sum(len(group.waiting) for group in groups),
        "refused": refused,
        "culprit": culprit,
    }


def groups_of(
    actor: Actor, villages: Sequence[Village], ticked: Mapping[int, int], refused: Refused | None
) -> list[Group]:
    """Villages with what the actor can post there; three queries."""
    groups = {village.book_id: Group(village.span) for village in villages}
    vouchers = (
        Voucher.objects.filter(book_id__in=groups, state__in=[VoucherState.DRAFT, VoucherState.REVIEWED])
        .exclude(state=VoucherState.POSTED)
        .exclude(state=VoucherState.DRAFT, maker_id=actor.person_id)
        .exclude(state=VoucherState.DRAFT, remark__gt="")
        .select_related("maker")
        .order_by("on", "pk")
    )
    listed = list(vouchers[: VOUCHERS_A_PAGE + VOUCHERS_A_VILLAGE])
    numbers = [voucher.pk for voucher in listed]
    lines: dict[int, list[Entry]] = {}
    for entry in Entry.objects.filter(voucher_id__in=numbers).select_related("account").order_by("voucher_id", "line"):
        lines.setdefault(entry.voucher_id, []).append(entry)
    counted = Evidence.objects.filter(voucher_id__in=numbers).values_list("voucher_id").annotate(Count("pk")).order_by()
    evidence = dict(counted)
    named = refused.details.get("voucher_id") if refused else None
    for voucher in listed:
        one = Waiting(
            voucher,
            show_month(voucher.month),
            lines.get(voucher.pk, []),
            evidence.get(voucher.pk, 0),
            address("voucher", voucher.pk),
            voucher.pk in ticked,
            str(refused) if voucher.pk == named else "",
        )
        groups[voucher.book_id].waiting.append(one)
    return [group for group in groups.values() if group.waiting]
