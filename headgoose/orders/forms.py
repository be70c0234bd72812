"""What can be typed about orders."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from headgoose.kernel.refusal import Refused
from headgoose.orders.models import OrderPaper, Verb
from headgoose.orders.rules import NUMBER_MAX, TITLE_MAX, WHY_MAX
from headgoose.people.forms import NamedChoiceField
from headgoose.people.models import Batch, EndReason, How, Kin, PostType
from headgoose.places.forms import DayField

REASONS = [(value, label) for value, label in EndReason.choices if value != EndReason.VOID]


class OrderForm(forms.Form):
    """A form that shows why an action refused, beside the field that it is about."""

    fields_by_refusal: Mapping[str, str] = {}
    status = 422

    def refuse(self, refused: Refused) -> None:
        """Show a refusal."""
        field = self.fields_by_refusal.get(refused.field or "", refused.field)
        self.add_error(field if field in self.fields else None, str(refused))
        self.status = refused.status


class HeadingForm(OrderForm):
    """The number, the title, and the day of effect of an order."""

    number = forms.CharField(label=_("Number of the document"), max_length=NUMBER_MAX)
    title = forms.CharField(label=_("Title"), max_length=TITLE_MAX)
    effective_on = DayField(_("Takes effect on"), _("For lines that say no day of their own; up to five years ahead."))


class NewOrderForm(HeadingForm):
    """The heading, and the place that issues the order."""

    code = forms.CharField(
        label=_("Issued by"), help_text=_("The code of a place in whose whole area you appoint."), max_length=20
    )
    fields_by_refusal = {"place": "code"}


class FileForm(OrderForm):
    """A file of rows."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("Excel or CSV with the columns of the template; at most 20 MB."),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.xlsx,.xls,.ods"}),
    )
    replace = forms.BooleanField(label=_("Take out the lines that are there first"), required=False)
    even_if_known = forms.BooleanField(label=_("Also if this very file is in an order already"), required=False)


class WhyForm(OrderForm):
    """A reason in words."""

    why = forms.CharField(label=_("Reason"), max_length=WHY_MAX, widget=forms.Textarea(attrs={"rows": 2}))


class SeatedForm(OrderForm):
    """What several lines that seat people have alike."""

    start_on = DayField(_("In post from"))
    end_on = DayField(_("Until"), _("The first day no longer in post. Leave it empty when no end is set."))
    how = forms.ChoiceField(label=_("How they came to the post"), choices=How.choices, initial=How.APPOINTED)

    def __init__(self, types: set[PostType], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["end_on"].required, self.fields["end_on"].initial = False, None
        if len(types) == 1:
            batches = Batch.objects.filter(type__in=types).order_by("-start_on")
            if batches.exists():
                self.fields["batch"] = NamedChoiceField(
                    batches, label=_("Batch"), required=False, empty_label=_("none")
                )


class LeftForm(OrderForm):
    """What several lines that end tenures have alike."""

    end_on = DayField(_("Until"), _("The first day no longer in post."))
    reason = forms.ChoiceField(label=_("Why"), choices=[("", _("choose")), *REASONS])


class KinshipForm(OrderForm):
    """Two persons who are near relatives."""

    kind = forms.ChoiceField(label=_("How they are related"), choices=[("", _("choose")), *Kin.choices])
    start_on = DayField(_("Since"))


def common_form(verb: str, paper: OrderPaper, types: set[PostType], data: Any) -> OrderForm:
    """The fields that all lines of a verb share, filled with the paper's day of effect."""
    if verb == Verb.END:
        return LeftForm(data, initial={"end_on": paper.effective_on})
    return SeatedForm(types, data, initial={"start_on": paper.effective_on})
