"""What acts of rooms that do not say it themselves are called in the trail."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from headgoose.access.models.session import Factor
from headgoose.access.trail import FACTORS
from headgoose.kernel.figures import Basis
from headgoose.kernel.registries import Words
from headgoose.kernel.rights import Right
from headgoose.kernel.trail_words import FieldWords, SubjectKind, name_fields, name_subject, name_verbs
from headgoose.orders.models import Verb
from headgoose.people.models import EndReason, Kin
from headgoose.personal.models import FieldKind, Purpose
from headgoose.places.models import MarkKind

VERBS = {
    "records.seal_acts": _("The trail was sealed"),
    "records.clear_answers": _("Old answers of the interface were cleared"),
    "personal.record_field": _("A personal value was recorded"),
    "personal.clear_field": _("A personal value was cleared"),
    "personal.reveal_field": _("A personal value was shown"),
    "personal.reveal_all": _("All that is held about somebody was shown"),
    "personal.set_period": _("A period of keeping was set"),
    "personal.clear_outlived": _("What was kept long enough was cleared"),
    "personal.begin_key": _("A new key for personal values was made"),
    "personal.reencrypt_batch": _("Personal values were put under the new key"),
    "personal.finish_key": _("The new key took the place of the old one"),
    "personal.drop_key": _("An old key was dropped"),
    "orders.draft_order": _("An order was drafted"),
    "orders.change_heading": _("The heading of a draft was changed"),
    "orders.add_lines": _("Lines were added to a draft"),
    "orders.remove_lines": _("Lines were taken from a draft"),
    "orders.take_file": _("A file of lines was read into a draft"),
    "orders.leave_out_rows": _("Faulty rows of a file were left out"),
    "orders.submit_order": _("A draft was handed in for approval"),
    "orders.approve_order": _("An order was approved"),
    "orders.return_order": _("A draft was returned"),
    "orders.discard_order": _("A draft was discarded"),
    "orders.issue_paper": _("An approved order was issued"),
    "orders.propose_reversal": _("The reversal of an order was proposed"),
    "orders.decline_reversal": _("The reversal of an order was declined"),
    "orders.reverse_order": _("An order was reversed"),
    "orders.issue_line": _("A line of an order was carried out"),
    "orders.reverse_line": _("A line of an order was taken back"),
    "briefing.freeze_briefing": _("A briefing was frozen"),
    "briefing.amend_briefing": _("A briefing was amended"),
    "briefing.renew_signing_key": _("A new key for signing briefings was made"),
    "api.make_token": _("A key to the interface was given"),
    "api.end_token": _("A key to the interface was withdrawn"),
    "api.end_tokens": _("All keys to the interface of somebody were withdrawn"),
}


def _words(choices: type[TextChoices]) -> dict[str, Words]:
    return {str(choice.value): choice.label for choice in choices}


VALUE_WORDS = {
    "recorded": pgettext_lazy("a personal value", "recorded"),
    "changed": pgettext_lazy("a personal value", "changed"),
    "cleared": pgettext_lazy("a personal value", "cleared"),
}
FIELDS = {
    "purpose": FieldWords(_("Purpose"), words=_words(Purpose)),
    "words": FieldWords(_("Explanation")),
    # The same name in acts of several rooms: kinds of personal value, of kinship, of mark, of second factor.
    "kind": FieldWords(_("Kind"), words={**_words(FieldKind), **_words(Kin), **_words(MarkKind), **FACTORS}),
    "reason": FieldWords(_("Reason"), words=_words(EndReason)),
    "acts": FieldWords(_("Acts")),
    "days": FieldWords(_("Days")),
    "lines": FieldWords(_("Lines")),
    "line": FieldWords(_("Line")),
    "numbers": FieldWords(_("Numbers of lines")),
    "verb": FieldWords(_("Action"), words=_words(Verb)),
    "title": FieldWords(_("Title")),
    "left": FieldWords(_("Tenure left"), noun="people.tenure"),
    "left_on": FieldWords(_("Left on")),
    "rows": FieldWords(_("Rows")),
    "faulty": FieldWords(_("Rows with faults")),
    "replaced": FieldWords(_("Took the place of earlier lines")),
    "seated": FieldWords(_("Seated")),
    "ended": FieldWords(_("Ended")),
    "voided": FieldWords(_("Declared void")),
    "restored": FieldWords(_("Put back")),
    "factor": FieldWords(_("Second factor"), words=_words(Factor)),
    "basis": FieldWords(_("Map"), words={basis.value: basis.label for basis in Basis}),
    "digest": FieldWords(_("Fingerprint")),
    "sha256": FieldWords(_("Fingerprint")),
    "outcome": FieldWords(_("Fingerprint of what was approved")),
    "state": FieldWords(_("State")),
    "value": FieldWords(_("Value"), words=VALUE_WORDS, veiled=True),
    "values": FieldWords(_("Values")),
    "ended_by": FieldWords(_("Left before")),
    "after_id": FieldWords(_("After number")),
    "key": FieldWords(_("Key"), veiled=True),
    "user": FieldWords(_("Account"), noun="access.user"),
    "prefix": FieldWords(_("Begins with")),
    "rights": FieldWords(_("Rights"), words={right.value: right.label for right in Right}),
    "expires_on": FieldWords(_("Works until")),
    "amends": FieldWords(_("Amends")),
    "also_trusted": FieldWords(_("Also trusted")),
    "lost": FieldWords(_("Former key lost")),
    "before": FieldWords(_("Older than")),
}


def declare() -> None:
    """Tell the trail."""
    name_verbs(VERBS)
    name_fields(FIELDS)
    for noun, label in {
        "records.seal": _("Seal"),
        "records.kept_answer": _("Kept answers"),
        "personal.person": _("Person"),
        "personal.field": _("Personal value"),
        "personal.key": _("Key of personal values"),
        "orders.paper": _("Order"),
        "briefing.frozen": _("Briefing"),
        "briefing.key": _("Signing key"),
        "personal.period": _("Period of keeping"),
        "api.token": _("Key to the interface"),
    }.items():
        name_subject(SubjectKind(noun, label, lambda ids, actor, on: {}))
