"""What can be typed about a book as a whole: its beginning, its details, its months."""

from collections.abc import Mapping

from django import forms
from django.utils.translation import gettext_lazy as _

from headgoose.kernel.clock import today
from headgoose.kernel.refusal import Refused
from headgoose.ledger.actions.books import CODE_MAX, NAME_MAX
from headgoose.ledger.rules import WHY_MAX

YEARS_BACK = 10


class BookForm(forms.Form):
    """A form that shows why an action refused, beside the field that it is about."""

    fields_by_refusal: Mapping[str, str] = {}
    status = 422

    def refuse(self, refused: Refused) -> None:
        """Show a refusal."""
        field = self.fields_by_refusal.get(refused.field or "", refused.field)
        self.add_error(field if field in self.fields else None, str(refused))
        self.status = refused.status


class OpenBookForm(BookForm):
    """From when on a book is kept here."""

    since = forms.CharField(
        label=_("First month"),
        help_text=_("The month from which vouchers are entered here, such as 2026-01; what was before is opening."),
        widget=forms.TextInput(attrs={"type": "month", "placeholder": "2026-01"}),
        max_length=7,
    )
    name = forms.CharField(
        label=_("Name of the collective"),
        help_text=_("As on its certificate; left empty, the village's name is taken."),
        max_length=NAME_MAX,
        required=False,
    )
    fields_by_refusal = {"month": "since"}

    def clean_since(self) -> str:
        """Refuse a month long gone: a slip of the year would leave hundreds of months to close."""
        since: str = self.cleaned_data["since"]
        year = since[:4]
        if year.isascii() and year.isdigit() and int(year) < today().year - YEARS_BACK:
            raise forms.ValidationError(
                _("A book begins at most %(count)d years back; what was before goes into its opening balances."),
                params={"count": YEARS_BACK},
            )
        return since


class DetailForm(BookForm):
    """A detail below an account of the shared chart."""

    code = forms.CharField(
        label=_("Code"),
        help_text=_("The three digits of the account and at least one more: 50101 lies below 501."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        max_length=CODE_MAX,
    )
    name = forms.CharField(label=_("Name"), max_length=NAME_MAX)


class RenameForm(BookForm):
    """Another name for a detail."""

    name = forms.CharField(label=_("New name"), max_length=NAME_MAX)


class WhyForm(BookForm):
    """A reason in words."""

    why = forms.CharField(label=_("Reason"), max_length=WHY_MAX, widget=forms.Textarea(attrs={"rows": 2}))
