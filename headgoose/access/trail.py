"""What this room's acts are called in the trail."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.utils.translation import gettext_lazy as _

from headgoose.access.factors import Kind
from headgoose.access.models import User
from headgoose.access.models.user import Cast
from headgoose.kernel.actor import Actor
from headgoose.kernel.area import Area
from headgoose.kernel.rights import Right
from headgoose.kernel.trail_words import (
    FieldWords,
    Named,
    SubjectKind,
    about_person,
    name_fields,
    name_subject,
    name_verbs,
)
from headgoose.people.models import Tenure
from headgoose.people.queries import is_inside
from headgoose.places.queries import last_spans_of

VERBS = {
    "access.sign_in": _("Somebody signed in"),
    "access.sign_out": _("Somebody signed out"),
    "access.refuse_sign_in": _("A sign-in was refused"),
    "access.accept_code": _("A second factor was accepted"),
    "access.use_passkey": _("Somebody signed in with a passkey"),
    "access.add_passkey": _("A passkey was added"),
    "access.set_app": _("A one-time code app was set up"),
    "access.remove_factor": _("A second factor was removed"),
    "access.reset_second_factor": _("Second factors were reset"),
    "access.renew_recovery_codes": _("Recovery codes were made anew"),
    "access.change_password": _("A password was changed"),
    "access.renew_password": _("A password was given anew"),
    "access.open_account": _("An account was opened"),
    "access.close_account": _("An account was closed"),
    "access.close_ended_accounts": _("Accounts of those who left were closed"),
    "access.lock_account": _("An account was locked"),
    "access.unlock_account": _("An account was unlocked"),
    "access.end_session": _("A session was ended"),
    "access.end_other_sessions": _("All other sessions of somebody were ended"),
    "access.end_all_sessions": _("All sessions of somebody were ended"),
    "access.clear_sessions": _("Old sessions were cleared"),
    "access.clear_attempts": _("Old attempts to sign in were cleared"),
}
FACTORS = {
    str(Kind.TOTP.value): _("one-time code app"),
    str(Kind.WEBAUTHN.value): _("passkey"),
    str(Kind.RECOVERY_CODES.value): _("recovery codes"),
}
WRONG = {
    "password": _("password"),
    "password again": _("password, asked for once more"),
    "code": _("one-time code"),
    "unreadable factor": _("second factor that cannot be read"),
    "passkey": _("passkey"),
    "post": _("no post"),
}
FIELDS = {
    "is_active": FieldWords(_("Open")),
    "username": FieldWords(_("User name")),
    "cast": FieldWords(_("Part in the demo"), words={str(part.value): part.label for part in Cast}),
    "kinds": FieldWords(_("Second factors"), words=FACTORS),
    "what": FieldWords(_("What was wrong"), words=WRONG),
    "passkey": FieldWords(_("Passkey")),
    "browser": FieldWords(_("Browser")),
    "address": FieldWords(_("Address"), veiled=True),
    "until": FieldWords(_("Locked until")),
    "known_browser": FieldWords(_("Browser known before")),
    "cleared": FieldWords(_("Cleared")),
}


def declare() -> None:
    """Tell the trail."""
    name_verbs(VERBS)
    name_fields(FIELDS)
    name_subject(SubjectKind("access.user", _("Account"), name_users, areas_of_users))
    about_person.append(subjects_about)


def subjects_about(person_id: int) -> list[str]:
    """The account of a person."""
    return [f"access.user:{pk}" for pk in User.objects.filter(person_id=person_id).values_list("pk", flat=True)]


def name_users(ids: Sequence[int], actor: Actor, on: date) -> Mapping[int, Named]:
    """The user names of accounts of those in post inside the actor's areas."""
    areas = areas_of_users(ids)
    known = [*actor.scope(Right.READ), *actor.scope(Right.READ_TRAIL)]
    users = User.objects.filter(pk__in=[pk for pk, area in areas.items() if is_inside(area.low, known)])
    return {user.pk: Named(user.username) for user in users}


def areas_of_users(ids: Sequence[int]) -> Mapping[int, Area]:
    """The place of the newest tenure of each account's person; those that never had one are left out."""
    people = dict(User.objects.filter(pk__in=ids, person__isnull=False).values_list("person_id", "pk"))
    newest = dict(
        Tenure.objects.filter(person_id__in=people).order_by("start_on", "pk").values_list("person_id", "place_id")
    )
    spans = last_spans_of(newest.values())
    return {people[person]: spans[place].area for person, place in newest.items() if place in spans}
