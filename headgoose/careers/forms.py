"""What can be typed about careers. The actions say what may not be; `refuse` puts it beside its field."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from headgoose.careers.models import AwardLevel, Grade
from headgoose.careers.rules import DOCUMENT_MOST, TITLE_MOST, UNIT_MOST, WHY_MOST, WORD_MOST
from headgoose.orders.forms import OrderForm
from headgoose.people.forms import NamedChoiceField
from headgoose.people.models import PostType
from headgoose.places.forms import DayField

LARGEST = 2**31 - 1


class CareerForm(OrderForm):
    """A form that shows why an action refused, beside the field that it is about."""


class VersionForm(CareerForm):
    """A step upon a review, which may have changed since the page was shown."""

    version = forms.IntegerField(required=False, min_value=0, max_value=LARGEST, widget=forms.HiddenInput)


class WordForm(VersionForm):
    """The own word on a year."""

    word = forms.CharField(
        label=_("Your own word"),
        help_text=_("What the post achieved in the year, what did not work, what comes next."),
        max_length=WORD_MOST * 2,
        widget=forms.Textarea(attrs={"rows": 10}),
    )


class JudgeForm(VersionForm):
    """What the post achieved, and how the year is judged."""

    results = forms.CharField(
        label=_("Results of the post"), max_length=WORD_MOST * 2, widget=forms.Textarea(attrs={"rows": 6})
    )
    grade = forms.ChoiceField(label=_("How the year is judged"), choices=[("", _("choose")), *Grade.choices])


class WhyForm(CareerForm):
    """A reason in words."""

    why = forms.CharField(label=_("Reason"), max_length=WHY_MOST * 2, widget=forms.Textarea(attrs={"rows": 2}))


class ReturnForm(VersionForm, WhyForm):
    """Why a review is given back."""


class AwardForm(CareerForm):
    """An award as its document says."""

    title = forms.CharField(label=_("Award"), max_length=TITLE_MOST)
    level = forms.TypedChoiceField(
        label=_("Level of who gave it"), choices=[("", _("choose")), *AwardLevel.choices], coerce=int
    )
    unit = forms.CharField(label=_("Given by"), help_text=_("The unit as on the document."), max_length=UNIT_MOST)
    awarded_on = DayField(_("Given on"))
    document = forms.CharField(label=_("Number of the document"), max_length=DOCUMENT_MOST)


class ExtendForm(WhyForm):
    """Until when somebody stays on."""

    token = forms.CharField(required=False, widget=forms.HiddenInput, max_length=4000)
    to_on = DayField(_("New end"), _("The first day no longer in post."))
    document = forms.CharField(label=_("Number of the decision"), max_length=DOCUMENT_MOST)
    field_order = ["to_on", "why", "document"]


class ProposeForm(WhyForm):
    """For which kind of post somebody is proposed, and why."""

    type = NamedChoiceField(PostType.objects.none(), label=_("For the post"), empty_label=_("choose"))
    field_order = ["type", "why"]

    def __init__(self, types: QuerySet[PostType], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["type"].queryset = types  # type: ignore[attr-defined]
