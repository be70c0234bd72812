"""The form for a new token."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from headgoose.access.forms import ConfirmForm
from headgoose.api.rules import FOR_TOKENS, FOR_WRITING, LONGEST_DAYS, NAME_MAX
from headgoose.kernel.actor import Actor
from headgoose.kernel.rights import Right

USUAL_DAYS = 90


class TokenForm(ConfirmForm):
    """What the token is for, what it may do, and until when; with the password, where the account has one."""

    field_order = ["name", "rights", "expires_on", "password"]

    name = forms.CharField(
        label=_("Which programme will use it"),
        max_length=NAME_MAX,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    rights = forms.ChoiceField()
    expires_on = forms.DateField(label=_("First day on which it no longer works"))

    def __init__(self, actor: Actor, today: date, has_password: bool, *args: Any) -> None:
        super().__init__(*args)
        if not has_password:
            del self.fields["password"]
        choices: list[tuple[str, Any]] = [(Right.READ.value, _("read only"))]
        choices += [(right.value, words) for right, words in FOR_WRITING.items() if actor.scope(right)]
        self.fields["rights"] = forms.ChoiceField(
            label=_("What it may do"), choices=choices, initial=Right.READ.value, widget=forms.RadioSelect
        )
        end = self.fields["expires_on"]
        end.initial = today + timedelta(days=USUAL_DAYS)
        bounds = {"min": today + timedelta(days=1), "max": today + timedelta(days=LONGEST_DAYS)}
        end.widget = forms.DateInput(
            {"type": "date", **{k: v.isoformat() for k, v in bounds.items()}}, format="%Y-%m-%d"
        )

    @property
    def asked(self) -> dict[str, Any]:
        """What the form says, as the action takes it."""
        asked = Right(self.cleaned_data["rights"])
        return {
            "name": self.cleaned_data["name"],
            "rights": sorted({Right.READ, asked}, key=FOR_TOKENS.index),
            "expires_on": self.cleaned_data["expires_on"],
        }
