"""What can be typed about files of vouchers."""

from django import forms
from django.utils.translation import gettext_lazy as _

from headgoose.ledger.forms import LedgerForm


class VoucherFileForm(LedgerForm):
    """A file of vouchers."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("Excel or CSV, at most 20 MB and 50,000 rows."),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.xlsx,.xls,.ods"}),
        error_messages={"empty": _("The file is empty."), "required": _("Choose a file.")},
    )
