"""What can be typed about places."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from headgoose.kernel.clock import today
from headgoose.places.rules import LONGEST_NAME, MAX_GRIDS


class DayField(forms.DateField):
    """A date as browsers send it, today unless said otherwise."""

    def __init__(self, label: Any, help_text: Any = "") -> None:
        super().__init__(
            label=label,
            help_text=help_text,
            initial=today,
            input_formats=["%Y-%m-%d"],
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            error_messages={"invalid": _("This is not a date: write it as 2026-06-01.")},
        )


class MakeGridsForm(forms.Form):
    """How many grids a village gets, from when on."""

    count = forms.IntegerField(label=_("How many grids to make"), min_value=1, max_value=MAX_GRIDS, initial=1)
    on = DayField(_("From"), _("The grids exist from this day on."))
    seen = forms.CharField(
        widget=forms.HiddenInput,
        error_messages={"required": _("The grids of this village have changed meanwhile: look at them again.")},
    )


class RedrawGridsForm(forms.Form):
    """How many grids a village is to have, from when on."""

    count = forms.IntegerField(
        label=_("How many grids the village shall have"),
        help_text=_("The lower numbers stay. Grids with somebody in post are not closed."),
        min_value=0,
        max_value=MAX_GRIDS,
    )
    on = DayField(_("From"))


class RenameGridForm(forms.Form):
    """Another name for a grid."""

    name = forms.CharField(label=_("New name"), max_length=LONGEST_NAME)
    on = DayField(_("From"))


class CloseGridForm(forms.Form):
    """The end of a grid."""

    on = DayField(_("The first day on which the grid no longer exists"))


class TreeImportForm(forms.Form):
    """A file of places, and the day from which the tree is as it says."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("CSV or Excel with the columns code, name, kind (代码, 名称, 类别); at most 20 MB."),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.xlsx,.xls,.ods"}),
    )
    on = DayField(_("Takes effect on"), _("New places exist, and changed ones are so, from this day on."))
