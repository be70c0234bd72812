"""What can be typed about a person's values. The actions say what may not be; `refuse` puts it beside its field."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from headgoose.kernel.refusal import Refused
from headgoose.personal.models import FieldKind, Purpose
from headgoose.personal.rules import WORDS_MAX

HELP = {
    FieldKind.IDENTITY: _("18 characters; date of birth and sex in it must be those on record."),
    FieldKind.PHONE: _("A mobile, or a landline with its area code."),
    FieldKind.ACCOUNT: _("The number of the card, or of the passbook."),
}


class RefusableForm(forms.Form):
    """A form whose action may still refuse what was typed."""

    status = 422

    def refuse(self, refused: Refused) -> None:
        """Show why, beside the field that it is about."""
        self.add_error(refused.field if refused.field in self.fields else None, str(refused))
        self.status = refused.status


class ValueForm(RefusableForm):
    """A new value. What is on record is never filled in."""

    value = forms.CharField(max_length=60)
    passbook = forms.BooleanField(label=_("This is the number of a passbook, not of a card"), required=False)

    def __init__(self, kind: FieldKind, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["value"]
        field.label, field.help_text = kind.label, HELP[kind]
        field.widget.attrs |= {"autocomplete": "off", "spellcheck": "false", "autocapitalize": "characters"}
        if kind is not FieldKind.ACCOUNT:
            del self.fields["passbook"]


class ReasonForm(RefusableForm):
    """What a value, or a file of everything, is needed for."""

    purpose = forms.ChoiceField(
        label=_("What you need it for"),
        choices=[("", _("choose")), *(choice for choice in Purpose.choices if choice[0] != Purpose.OWN)],
        error_messages={"required": _("Choose what you need it for.")},
    )
    words = forms.CharField(
        label=_("In your words"),
        help_text=_("Which payment, which order, whose request. The person can read it; write no numbers of theirs."),
        max_length=WORDS_MAX,
        error_messages={"required": _("Say in 4 to 200 characters what it is for, such as which payment.")},
    )
