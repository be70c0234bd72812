"""The only writers of the room: freeze a briefing, amend one by freezing another, change the key that signs."""

from collections.abc import Sequence
from datetime import date, datetime

from django.utils.translation import gettext as _

from headgoose.briefing import signing
from headgoose.briefing.canonical import digest_of, spell
from headgoose.briefing.freezing import says_the_same, write_content
from headgoose.briefing.models import FrozenBriefing, FrozenFile
from headgoose.briefing.queries import find_area, newest_number
from headgoose.briefing.renderings import make_files
from headgoose.briefing.vouching import require_genuine
from headgoose.kernel.actor import Actor
from headgoose.kernel.area import EVERYWHERE
from headgoose.kernel.clock import FOREVER, date_of
from headgoose.kernel.figures import Basis
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.rights import Right
from headgoose.kernel.writing import action
from headgoose.places.models import Place, Span
from headgoose.places.queries import get_span, span_of
from headgoose.records.actions import record_act

REASON_MAX = 400


@action
def freeze_briefing(
    *, by: Actor, at: datetime, place: str, on: date, basis: Basis = Basis.THEN, seen: str | None = None
) -> FrozenBriefing:
    """Freeze the briefing of a place: its words and numbers with all that they were counted from, signed.

    Args:
        place: the code, on the map that the basis means.
        seen: the number of the place's newest frozen briefing when this was decided; refused when there is a newer
            one, so that a form sent twice freezes once.
    """
    if on > date_of(at):
        raise Refused(_("This day is yet to come: a briefing is frozen of a day that has come."), field="on")
    map_on = date_of(at) if basis is Basis.TODAY else on
    span = get_span(place, map_on)
    _require(by, span, at)
    _take_turns(span)
    if seen is not None and seen != newest_number(span.place_id):
        raise Refused(_("A briefing of this place was frozen meanwhile: look at it first."), Because.CONFLICT)
    return _freeze(by=by, at=at, span=span, on=on, map_on=map_on, amends=None)


@action
def amend_briefing(*, by: Actor, at: datetime, number: str, reason: str) -> FrozenBriefing:
    """Freeze a briefing anew from what is known now; the former one stays, and says that it was amended and why."""
    former = FrozenBriefing.objects.select_related("amends", "amended_by").filter(number=number).first()
    if former is None:
        raise Refused(_("There is no frozen briefing of this number."), Because.NOT_FOUND)
    require_genuine(former)
    reason = " ".join(reason.split())
    if not reason or len(reason) > REASON_MAX:
        raise Refused(_("Say why in at most %(most)s characters.") % {"most": REASON_MAX}, field="reason")
    map_on = date.fromisoformat(former.said["map_on"])
    span = span_of(former.place_id, map_on)
    if span is None:
        raise Refused(_("The place can no longer be found on the map of the briefing."), Because.CONFLICT)
    _require(by, span, at)
    _take_turns(span)
    if former.amendment is not None:
        words = {"number": former.amendment.number}
        raise Refused(_("It was amended already, by %(number)s: amend that one.") % words, Because.CONFLICT)
    return _freeze(by=by, at=at, span=span, on=former.on, map_on=map_on, amends=(former, reason))


def _require(by: Actor, span: Span, at: datetime) -> None:
    """The right is asked for where the place lies today; of one that has ended, where it lay."""
    by.require(Right.FREEZE_BRIEFINGS, find_area(span.place_id, date_of(at)) or span.area)


def _take_turns(span: Span) -> None:
    """Of two who freeze briefings of a place at once, let one wait for the other; SQLite has one writer anyway."""
    Place.objects.select_for_update().get(pk=span.place_id)


def _freeze(
    *, by: Actor, at: datetime, span: Span, on: date, map_on: date, amends: tuple[FrozenBriefing, str] | None
) -> FrozenBriefing:
    # A home that lost its key must not sign on with another one unnoticed.
    key = signing.signing_key(may_make=not FrozenBriefing.objects.exists())
    number = _next_number(span, date_of(at).year)
    content = write_content(number=number, span=span, on=on, map_on=map_on, by=by, at=at, amends=amends)
    if amends is not None and says_the_same(amends[0].said, content):
        raise Refused(_("Nothing would change: every word and number comes out the same."), Because.CONFLICT)
    text = spell(content)
    frozen = FrozenBriefing(
        number=number,
        place_id=span.place_id,
        on=on,
        basis=content["basis"],
        title=content["texts"]["zh-hans"]["title"],
        content=text,
        digest=digest_of(text),
        signature=signing.sign(text, key),
        public_key=signing.public_key_of(key),
        frozen_at=at,
        user_id=by.user_id,
        by_label=by.label,
        amends=amends[0] if amends else None,
        reason=amends[1] if amends else "",
    )
    frozen.save(force_insert=True)
    FrozenFile.objects.bulk_create(make_files(frozen, key))
    record_act(
        by=by,
        at=at,
        verb="briefing.amend_briefing" if amends else "briefing.freeze_briefing",
        subject=f"briefing.frozen:{frozen.pk}",
        place_key=span.key,
        touches_from=on,
        before={"amends": amends[0].number, "reason": amends[1]} if amends else None,
        after={"number": number, "on": on.isoformat(), "basis": frozen.basis, "digest": frozen.digest},
    )
    return frozen


def _next_number(span: Span, year: int) -> str:
    """Numbered by place and year: 231221-2026-001. A code may have had another holder: the number goes on."""
    beginning = f"{span.code}-{year}-"
    taken = FrozenBriefing.objects.filter(number__startswith=beginning).values_list("number", flat=True)
    last = max((int(number.removeprefix(beginning)) for number in taken), default=0)
    return f"{beginning}{last + 1:03d}"


@action
def renew_signing_key(*, by: Actor, at: datetime, former: Sequence[str] = (), lost: bool = False) -> str:
    """Sign with a new key from now on; the public half of the one before stays trusted. Gives the new public key.

    Args:
        former: public keys to trust as well, when the file of them was lost.
        lost: make the key though briefings were signed with one that is not known here.
    """
    by.require(Right.OPERATE, EVERYWHERE)
    known = [*signing.trusted_keys(), *former]
    if not lost and FrozenBriefing.objects.exclude(public_key__in=known).exists():
        reason = _("Briefings were signed with a key that is not known here: give its public half, or say it is lost.")
        raise Refused(reason, Because.CONFLICT)
    before = signing.present_key()
    record_act(
        by=by,
        at=at,
        verb="briefing.renew_signing_key",
        subject="briefing.key:",
        touches_from=FOREVER,
        before={"key": signing.fingerprint(before)} if before else None,
        after={"also_trusted": [signing.fingerprint(key) for key in former], "lost": lost},
    )
    signing.trust(former)
    return signing.replace_key()
