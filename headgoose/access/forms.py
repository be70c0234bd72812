"""What can be typed about accounts. The actions say what may not be; `refuse` puts it beside its field."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from headgoose.access.passwords import password_rules
from headgoose.kernel.refusal import Refused

PASSWORD_MAX = 200


def _password(label: Any, autocomplete: str, help_text: Any = "") -> forms.CharField:
    widget = forms.PasswordInput(attrs={"autocomplete": autocomplete})
    return forms.CharField(label=label, max_length=PASSWORD_MAX, strip=False, widget=widget, help_text=help_text)


class AccountForm(forms.Form):
    """A form whose action may refuse."""

    status = 422

    def refuse(self, refused: Refused) -> None:
        """Show why an action refused, beside the field that it is about."""
        self.add_error(refused.field if refused.field in self.fields else None, str(refused))
        self.status = refused.status


class CodeForm(AccountForm):
    """A code of an app, or a recovery code."""

    code = forms.CharField(
        label=_("One-time code"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True}),
    )


class ConfirmForm(AccountForm):
    """The password once more, for what a session left open should not be able to do."""

    password = _password(_("Your password"), "current-password")


class AppForm(ConfirmForm, CodeForm):
    """Password and the first code of an app."""

    field_order = ["code", "password"]


class PasskeyForm(AccountForm):
    """A name for a passkey, and what the browser made."""

    name = forms.CharField(label=_("Name of the passkey"), max_length=40, required=False)
    credential = forms.CharField(max_length=20_000, widget=forms.HiddenInput)


class OwnPasswordForm(AccountForm):
    """A new password, twice."""

    new = _password(_("New password"), "new-password")
    again = _password(_("New password once more"), "new-password")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["new"].help_text = "\n".join(password_rules())

    def clean(self) -> dict[str, Any]:
        """Both must be the same."""
        said = super().clean() or {}
        if said.get("new") and said.get("again") and said["new"] != said["again"]:
            self.add_error("again", _("The two differ."))
        return said

    def refuse(self, refused: Refused) -> None:
        """The action knows the new password as `password`."""
        self.add_error("new" if refused.field == "password" else None, str(refused))
        self.status = refused.status


class ChangePasswordForm(OwnPasswordForm):
    """The present password and a new one."""

    present = _password(_("Present password"), "current-password")
    field_order = ["present", "new", "again"]


class AddPasskeyForm(ConfirmForm, PasskeyForm):
    """Password, a name for the passkey, and what the browser made."""

    field_order = ["name", "password", "credential"]
