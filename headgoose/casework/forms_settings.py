"""What can be typed about categories, deadlines and routes."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from headgoose.casework.actions.setting import (
    EXAMPLE_EN_MOST,
    EXAMPLE_ZH_MOST,
    MINUTES_MOST,
    NAME_EN_MOST,
    NAME_ZH_MOST,
    ORDER_MOST,
    SOURCE_MOST,
)
from headgoose.casework.forms_office import OfficeForm
from headgoose.casework.models import Urgency
from headgoose.casework.wording import LEVELS

Choices = Sequence[tuple[str, Any]]


class SourceField(forms.CharField):
    """By what document it is set."""

    def __init__(self) -> None:
        super().__init__(label=_("Document or reason"), max_length=SOURCE_MOST)


class CategoryForm(OfficeForm):
    """A category."""

    code = forms.CharField(label=_("Code"), max_length=30, help_text=_("small letters, digits and _"))
    name_zh = forms.CharField(label=_("Name in Chinese"), max_length=NAME_ZH_MOST)
    name_en = forms.CharField(label=_("Name in English"), max_length=NAME_EN_MOST)
    example_zh = forms.CharField(label=_("Examples in Chinese"), max_length=EXAMPLE_ZH_MOST, required=False)
    example_en = forms.CharField(label=_("Examples in English"), max_length=EXAMPLE_EN_MOST, required=False)
    order = forms.IntegerField(label=_("Place in the list"), min_value=0, max_value=ORDER_MOST, initial=100)
    private = forms.BooleanField(label=_("never in public lists"), required=False)
    source = SourceField()


def _minutes(label: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=1, max_value=MINUTES_MOST)


class DeadlineForm(OfficeForm):
    """Deadlines of an urgency."""

    category = forms.ChoiceField(label=_("Category"), required=False)
    urgency = forms.ChoiceField(label=_("How soon"), choices=Urgency.choices)
    accept_minutes = _minutes(_("Minutes until it is accepted"))
    answer_minutes = _minutes(_("Minutes until it is answered"))
    escalated_minutes = _minutes(_("Minutes for each level above"))
    working = forms.BooleanField(label=_("on working days only, each of 1,440 minutes"), required=False)
    source = SourceField()

    def __init__(self, categories: Choices, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["category"].choices = categories  # type: ignore[attr-defined]


class RouteForm(OfficeForm):
    """To which desk a category goes."""

    category = forms.ChoiceField(label=_("Category"), required=False)
    level = forms.TypedChoiceField(
        label=_("Level"), coerce=int, choices=[(int(level), label) for level, label in LEVELS.items()]
    )
    post_type = forms.ChoiceField(label=_("Post"))
    source = SourceField()

    def __init__(self, categories: Choices, types: Choices, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["category"].choices = categories  # type: ignore[attr-defined]
        self.fields["post_type"].choices = types  # type: ignore[attr-defined]
