"""Reads of what is held about a person, and who may do what with it. Nothing here gives a value in the clear."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from headgoose.kernel.actor import Actor
from headgoose.kernel.area import Area
from headgoose.kernel.cipher import Unreadable, unseal
from headgoose.kernel.clock import date_of
from headgoose.kernel.encrypted import usable_keyring
from headgoose.kernel.keyring import Keyring
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.rights import Right
from headgoose.people.models import EndReason, Person, Tenure
from headgoose.people.queries import is_inside
from headgoose.people.rules import reach
from headgoose.personal.models import FieldKind, PersonalField, Purpose, RetentionPeriod, Reveal
from headgoose.personal.rules import mask
from headgoose.places.models import Span

OWN_TO_CORRECT = (FieldKind.PHONE, FieldKind.ACCOUNT)


@dataclass(frozen=True)
class Subject:
    """A person as somebody sees them: where they sit, and what that somebody may do with what is held about them."""

    person: Person
    own: bool
    may_reveal: bool
    appoints: bool
    place_key: int | None

    def may_record(self, kind: FieldKind) -> bool:
        """Whether a value of this kind may be recorded and put right."""
        return self.appoints or (self.own and kind in OWN_TO_CORRECT)

    @property
    def sees(self) -> bool:
        """Whether anything of it is this reader's business: all others do not even see that there are values."""
        return self.own or self.may_reveal or self.appoints


@dataclass(frozen=True)
class Shown:
    """A value as the page of the person shows it: masked, or that it cannot be read, or that there is none."""

    kind: FieldKind
    masked: str = ""
    changed_at: datetime | None = None
    readable: bool = True
    fingerprint: str = ""

    @property
    def held(self) -> bool:
        """Whether there is a value."""
        return self.changed_at is not None


@dataclass(frozen=True)
class Seen:
    """That somebody was shown something, and why."""

    at: datetime
    who: str
    what: str
    purpose: str
    words: str


def find_subject(person_id: int, actor: Actor, on: date) -> Subject:
    """A person whom the actor may see, or is.

    Raises:
        Refused: NOT_FOUND when it is nobody in the actor's area, whether or not the person exists.
    """
    own = actor.person_id is not None and actor.person_id == person_id
    served = _served(person_id)
    if not own and not any(is_inside(key, actor.scope(Right.READ)) for _tenure, key in served):
        raise Refused(_("There is no such person in your area."), Because.NOT_FOUND)
    present, reveals = _present(served, on), actor.scope(Right.REVEAL_PERSONAL)
    return Subject(
        served[0][0].person if served else Person.objects.get(pk=person_id),
        own,
        any(is_inside(key, reveals) for _tenure, key in present),
        any(is_inside(key, reach(actor, tenure.type)) for tenure, key in present),
        present[0][1] if present else None,
    )


def _served(person_id: int) -> list[tuple[Tenure, int]]:
    """Every tenure of a person, voided ones too, with the key that its place had last; two queries."""
    tenures = list(Tenure.with_voided.filter(person_id=person_id).select_related("person", "type"))
    spans = Span.objects.filter(place_id__in={tenure.place_id for tenure in tenures}).order_by("start_on")
    keys = dict(spans.values_list("place_id", "key"))
    return [(tenure, keys[tenure.place_id]) for tenure in tenures if tenure.place_id in keys]


def _present(served: Sequence[tuple[Tenure, int]], on: date) -> list[tuple[Tenure, int]]:
    """Where somebody sits or will sit; where there is nothing of the sort, where they sat last."""
    standing = [(tenure, key) for tenure, key in served if tenure.end_reason != EndReason.VOID]
    present = [(tenure, key) for tenure, key in standing if tenure.end_on > on]
    last = max((tenure.end_on for tenure, _key in standing), default=on)
    return present or [(tenure, key) for tenure, key in standing if tenure.end_on == last]


def get_field(person_id: int, kind: FieldKind) -> PersonalField:
    """A value as it is stored. Raises Refused (NOT_FOUND) when there is none."""
    field = PersonalField.objects.filter(person_id=person_id, kind=kind).first()
    if field is None:
        raise Refused(_("Nothing of this kind is recorded for this person."), Because.NOT_FOUND)
    return field


def masked_fields(person_id: int) -> list[Shown]:
    """All kinds in order, each masked or absent. One query; decrypts at most one value a kind."""
    fields = {FieldKind(field.kind): field for field in PersonalField.objects.filter(person_id=person_id)}
    keyring = usable_keyring()
    return [_shown(kind, fields.get(kind), keyring) for kind in FieldKind]


def _shown(kind: FieldKind, field: PersonalField | None, keyring: Keyring | None) -> Shown:
    if field is None:
        return Shown(kind)
    try:
        masked = mask(kind, open_field(field, keyring))
    except Unreadable:
        masked = ""
    return Shown(kind, masked, field.changed_at, bool(masked), field.fingerprint)


def open_field(field: PersonalField, keyring: Keyring | None) -> str:
    """The value in the clear. Raises Unreadable."""
    if keyring is None:
        raise Unreadable("there is no key file", lacks_key=True)
    return unseal(field.sealed, field.bound_to, keyring)


def seen_by(person_id: int, most: int | None = None) -> list[Seen]:
    """Who else was shown values of a person, newest first."""
    rows = Reveal.objects.filter(person_id=person_id).select_related("act").order_by("-pk")
    return [_seen(row) for row in rows[:most]]


def _seen(row: Reveal) -> Seen:
    after = row.act.after
    what = FieldKind(after["kind"]).label if "kind" in after else _("everything held about the person")
    return Seen(row.at, row.act.actor_label, str(what), str(Purpose(after["purpose"]).label), after.get("words", ""))


def reveals_since(user_id: int, at: datetime) -> int:
    """How many values of others an account was shown since an instant; a file of everything shows several."""
    acts = Reveal.objects.filter(user_id=user_id, at__gt=at).values_list("act__after", flat=True)
    return sum(after.get("values", 1) for after in acts)


def doubles_of(printed: str, person_id: int, areas: Sequence[Area]) -> list[Person]:
    """Others inside the areas for whom the identity number of a fingerprint is recorded."""
    if not printed or not areas:
        return []
    fields = PersonalField.objects.filter(fingerprint=printed).exclude(person_id=person_id).select_related("person")
    return [field.person for field in fields if any(is_inside(key, areas) for _t, key in _served(field.person_id))]


def periods_on(on: date) -> dict[str, RetentionPeriod]:
    """The period that counts for each name on a date."""
    return {period.name: period for period in RetentionPeriod.objects.filter(start_on__lte=on).order_by("start_on")}


def outlived(kind: FieldKind, before: datetime) -> QuerySet[PersonalField]:
    """Values whose person's last tenure had ended by an instant; of one who never held a post, not changed since."""
    own = Tenure.objects.filter(person_id=OuterRef("person_id"))
    over = Exists(own) & ~Exists(own.filter(end_on__gt=date_of(before)))
    return PersonalField.objects.filter(over | (~Exists(own) & Q(changed_at__lt=before)), kind=kind)


def hour_before(at: datetime) -> datetime:
    """The beginning of the hour that reveals are counted over."""
    return at - timedelta(hours=1)


def count_outlived(kind: FieldKind, before: datetime) -> int:
    """How many there are of `outlived`."""
    return outlived(kind, before).count()
