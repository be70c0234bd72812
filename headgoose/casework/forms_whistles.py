"""What can be typed about whistles."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from headgoose.casework.forms_office import OfficeForm
from headgoose.casework.models import WhistleKind
from headgoose.casework.tables import tables
from headgoose.casework.whistle_rules import REASON_LEAST, REMARK_MAX, TITLE_MAX


def department_choices() -> Sequence[tuple[str, str]]:
    """Every department, in the reader's language."""
    return [(code, one.name) for code, one in tables().departments.items()]


class BlowForm(OfficeForm):
    """A whistle about to be blown."""

    place = forms.ChoiceField(label=_("Blown by"))
    kind = forms.ChoiceField(label=_("What for"), choices=WhistleKind.choices, widget=forms.RadioSelect)
    title = forms.CharField(label=_("Title"), min_length=2, max_length=TITLE_MAX)
    text = forms.CharField(
        label=_("What is to be done, and where"),
        min_length=REASON_LEAST,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    departments = forms.MultipleChoiceField(label=_("Departments called"), widget=forms.CheckboxSelectMultiple)
    lead = forms.ChoiceField(label=_("Who leads"), help_text=_("One of the departments called."))
    request = forms.IntegerField(required=False, widget=forms.HiddenInput)
    client_id = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, places: Sequence[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        departments = department_choices()
        fields: Any = self.fields
        fields["place"].choices = places
        fields["departments"].choices = departments
        fields["lead"].choices = [("", "—"), *departments]


class StepForm(OfficeForm):
    """A step of a whistle or of one of its legs: words, which some steps need."""

    text = forms.CharField(label=_("Words"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    client_id = forms.UUIDField(required=False, widget=forms.HiddenInput)


class RateForm(StepForm):
    """A rating from the grass roots."""

    rating = forms.TypedChoiceField(label=_("Rating"), coerce=int, choices=[(str(one), one) for one in range(5, 0, -1)])
    text = forms.CharField(label=_("Remark"), required=False, max_length=REMARK_MAX)


class CallForm(StepForm):
    """One more department."""

    department = forms.ChoiceField(label=_("Department"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["department"].choices = department_choices()


def digest_of_step(said: Mapping[str, Any], *about: object) -> str:
    """The SHA-256 of all that came with a step; the version that the page showed is not a part of it."""
    body = {name: said[name] for name in sorted(said) if name not in {"version", "client_id"}}
    return hashlib.sha256(json.dumps([body, *map(str, about)], default=str).encode()).hexdigest()
