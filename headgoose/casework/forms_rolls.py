"""What can be typed about roll-calls: how one is opened, and what a grid answers."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from headgoose.casework.models import RollKind
from headgoose.casework.rollforms import LABEL_MAX, FieldType, label_of, preset
from headgoose.kernel.refusal import Refused
from headgoose.records.attachments import Document

# Questions that whoever opens a roll-call may add to those of its kind.
EXTRAS = range(1, 4)
EXTRA_TYPES = [
    (FieldType.NUMBER.value, _("a number")),
    (FieldType.YES_NO.value, _("yes or no")),
    (FieldType.TEXT.value, _("words")),
]
WITHIN = [
    (30, _("30 minutes")),
    (60, _("1 hour")),
    (120, _("2 hours")),
    (360, _("6 hours")),
    (1440, _("1 day")),
    (4320, _("3 days")),
]
# Names of what is typed begin with this, so that no code of a field meets a name of the page's own.
PREFIX = "f_"


class OpenRollForm(forms.Form):
    """A roll-call about to be opened."""

    status = 422

    place = forms.CharField(label=_("Code of the place"), max_length=20)
    kind = forms.ChoiceField(label=_("What for"), choices=RollKind.choices, widget=forms.RadioSelect)
    title = forms.CharField(label=_("Title"), min_length=2, max_length=80)
    text = forms.CharField(
        label=_("What the grids should know"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    within = forms.TypedChoiceField(label=_("To be answered within"), choices=WITHIN, coerce=int, initial=60)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in EXTRAS:
            self.fields[f"extra_{number}"] = forms.CharField(
                label=_("Another question"), max_length=LABEL_MAX, required=False
            )
            self.fields[f"extra_{number}_type"] = forms.ChoiceField(
                label=_("Answered by"), choices=EXTRA_TYPES, required=False
            )

    @property
    def extras(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """The questions that can be added, each with its type."""
        return [(self[f"extra_{number}"], self[f"extra_{number}_type"]) for number in EXTRAS]

    @property
    def length(self) -> timedelta:
        """How long the grids have."""
        return timedelta(minutes=self.cleaned_data["within"])

    def asked_form(self) -> dict[str, Any]:
        """The questions of the kind, and those that were added, before the photo."""
        said = self.cleaned_data
        fields = preset(said["kind"])["fields"]
        for number in EXTRAS:
            label = said[f"extra_{number}"].strip()
            if label:
                type_ = said[f"extra_{number}_type"] or FieldType.TEXT.value
                added = {"code": f"extra_{number}", "type": type_, "zh": label, "en": "", "required": False}
                photo = next((place for place, field in enumerate(fields) if field["code"] == "photo"), len(fields))
                fields.insert(photo, added)
        return {"fields": fields}

    def refuse(self, refused: Refused) -> None:
        """Show a refusal."""
        self.add_error(refused.field if refused.field in self.fields else None, str(refused))
        self.status = refused.status


@dataclass
class Question:
    """A field of the short form as the page shows it."""

    code: str
    type: str
    label: str
    required: bool
    options: list[tuple[str, str]]
    value: Any = None
    error: str = ""

    @property
    def name(self) -> str:
        """The name of its control."""
        return PREFIX + self.code


def questions_of(form: Mapping[str, Any], given: Mapping[str, Any], refused: Refused | None = None) -> list[Question]:
    """The short form with what was answered, and what is wrong beside it."""
    found = []
    for field in form["fields"]:
        options = [(option["code"], label_of(option)) for option in field.get("options", [])]
        if field["type"] == FieldType.YES_NO:
            options = [("yes", str(_("yes"))), ("no", str(_("no")))]
        value = given.get(field["code"])
        if isinstance(value, bool):
            value = "yes" if value else "no"
        error = str(refused) if refused and refused.field == field["code"] else ""
        found.append(Question(field["code"], field["type"], label_of(field), field["required"], options, value, error))
    return found


def read_posted(form: Mapping[str, Any], posted: QueryDict) -> dict[str, str]:
    """What was typed, by code of the field; what was left empty is left out."""
    codes = [field["code"] for field in form["fields"] if field["type"] != FieldType.PHOTO]
    return {code: value for code in codes if (value := posted.get(PREFIX + code, "").strip())}


def digest_of(given: Mapping[str, Any], photo: Document | None, *more: str) -> str:
    """The SHA-256 of all that came with an answer."""
    body = json.dumps([dict(given), photo.sha256 if photo else "", *more], sort_keys=True)
    return hashlib.sha256(body.encode()).hexdigest()


def read_client_id(text: str) -> UUID | None:
    """The id that a page made for what is sent; None where there is none, or it is no id."""
    try:
        return UUID(text)
    except ValueError:
        return None


def new_client_id() -> str:
    """An id for what a page will send, so that sending it twice has its effect once."""
    return str(uuid4())
