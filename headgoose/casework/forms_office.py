"""What can be typed about requests at a desk."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from headgoose.casework.actions.calling_back import SATISFACTION, WORDS_MAX
from headgoose.casework.actions.steps import WHY_LEAST
from headgoose.casework.models import Urgency
from headgoose.casework.rules import NAME_MAX, NOTE_MAX, PHOTOS_MOST, TEXT_MAX, TEXT_MIN, WHERE_MAX
from headgoose.kernel.refusal import Refused
from headgoose.records.attachments import ATTACHMENT_MAX_BYTES, PDF, Document, read_document

Choices = Sequence[tuple[str, Any]]
DESK_SIGN = "|"
SATISFIED: Choices = [
    ("", _("not said")),
    ("5", _("5 – very good")),
    ("4", _("4 – good")),
    ("3", _("3 – fair")),
    ("2", _("2 – poor")),
    ("1", _("1 – very poor")),
]


class OfficeForm(forms.Form):
    """A form that shows why an action refused, beside the field that it is about."""

    status = 422

    def refuse(self, refused: Refused) -> None:
        """Show a refusal."""
        self.add_error(refused.field if refused.field in self.fields else None, str(refused))
        self.status = refused.status

    def clean(self) -> dict[str, Any]:
        """Line breaks as the rules count them."""
        said = super().clean() or {}
        return {name: value.strip() if isinstance(value, str) else value for name, value in said.items()}


class PicturesInput(forms.ClearableFileInput):
    """A choice of several pictures."""

    allow_multiple_selected = True

    def __init__(self) -> None:
        super().__init__(attrs={"accept": "image/jpeg,image/png,image/webp", "multiple": True})


class PicturesField(forms.FileField):
    """Up to five pictures, each read and freed of what a camera adds."""

    def __init__(self) -> None:
        super().__init__(label=_("Pictures"), required=False, widget=PicturesInput())

    def clean(self, data: Any, initial: Any = None) -> list[Document]:
        """The pictures as they are kept."""
        sent = [data] if data and not isinstance(data, list) else data or []
        if len(sent) > PHOTOS_MOST:
            raise forms.ValidationError(_("At most 5 pictures."))
        return [self._read(file) for file in sent]

    @staticmethod
    def _read(file: Any) -> Document:
        # A byte more than may be is enough to be refused as too large.
        try:
            found = read_document(file.read(ATTACHMENT_MAX_BYTES + 1))
        except Refused as refused:
            raise forms.ValidationError(str(refused)) from None
        if found.media == PDF:
            raise forms.ValidationError(_("A picture, please: JPEG, PNG or WebP."))
        return found


def _words(label: Any, least: int, help_text: Any = "", required: bool = True, most: int = NOTE_MAX) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=required,
        min_length=least if required else None,
        max_length=most,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class PlainForm(OfficeForm):
    """A step that needs no word, and may have one."""

    text = _words(_("Remark"), 0, required=False)


class BareForm(OfficeForm):
    """A step that takes no words."""


class AnswerForm(OfficeForm):
    """The answer, with pictures."""

    text = _words(_("Answer"), WHY_LEAST, _("The resident reads it."))
    photos = PicturesField()


class WhyForm(OfficeForm):
    """A step that needs a reason which the resident reads."""

    text = _words(_("Reason"), WHY_LEAST, _("The resident reads it."))


class NoteForm(OfficeForm):
    """A line in the log."""

    text = _words(_("Note"), TEXT_MIN)
    open = forms.BooleanField(label=_("the resident reads it"), required=False)
    photos = PicturesField()


class HandOverForm(WhyForm):
    """To which office outside it goes."""

    body = forms.CharField(label=_("Which office"), max_length=60, min_length=2)
    field_order = ["body", "text"]


class DeskForm(WhyForm):
    """To which desk, and why."""

    desk = forms.ChoiceField(label=_("Desk"))
    field_order = ["desk", "category", "text"]

    def __init__(self, desks: Choices, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["desk"].choices = desks  # type: ignore[attr-defined]

    @property
    def chosen(self) -> tuple[str, str]:
        """The codes of the place and of the type of post."""
        place, _sign, type_ = self.cleaned_data["desk"].partition(DESK_SIGN)
        return place, type_


class TransferForm(DeskForm):
    """To which desk, under which category, and why."""

    category = forms.ChoiceField(label=_("Category"), required=False)

    def __init__(self, desks: Choices, categories: Choices, *args: Any, **kwargs: Any) -> None:
        super().__init__(desks, *args, **kwargs)
        self.fields["category"].choices = [("", _("as it is")), *categories]  # type: ignore[attr-defined]


class JoinForm(DeskForm):
    """Which desk helps."""

    text = _words(_("Remark"), 0, required=False)


class MergeForm(OfficeForm):
    """Into which request it is merged."""

    into = forms.IntegerField(label=_("Number of the other request"), min_value=1, max_value=10**12)
    text = _words(_("Remark"), 0, required=False)


class ReplyForm(OfficeForm):
    """What the petitioner says on the telephone."""

    solved = forms.ChoiceField(
        label=_("Is it solved?"), choices=[("yes", _("yes")), ("no", _("no"))], widget=forms.RadioSelect
    )
    satisfaction = forms.ChoiceField(label=_("How satisfied?"), choices=SATISFIED, required=False)
    words = _words(_("In their words"), 0, required=False, most=WORDS_MAX)

    @property
    def said(self) -> dict[str, Any]:
        """What the action is told."""
        mark = self.cleaned_data["satisfaction"]
        return {
            "solved": self.cleaned_data["solved"] == "yes",
            "satisfaction": int(mark) if mark in {str(one) for one in SATISFACTION} else None,
            "words": self.cleaned_data["words"],
        }


class PurposeForm(OfficeForm):
    """For what somebody wants to know who asked."""

    why = forms.CharField(
        label=_("What for"), min_length=WHY_LEAST, max_length=200, help_text=_("It is kept in the trail.")
    )


class ExcludeForm(OfficeForm):
    """Why a request is left out of the rates."""

    why = forms.CharField(
        label=_("Reason"), min_length=WHY_LEAST, max_length=200, help_text=_("It is published with the rates.")
    )


class EraseForm(OfficeForm):
    """That somebody means it."""

    sure = forms.BooleanField(
        label=_("Erase what was said and shown, and who asked, for good. What happened when, and the counts, stay.")
    )


class TakeDownForm(OfficeForm):
    """A request as a worker takes it down."""

    place = forms.ChoiceField(label=_("Where"))
    category = forms.ChoiceField(label=_("What it is about"))
    urgency = forms.ChoiceField(label=_("How soon"), choices=Urgency.choices, initial=Urgency.ORDINARY)
    text = _words(_("What is wrong"), TEXT_MIN, most=TEXT_MAX)
    where_text = forms.CharField(label=_("Where exactly"), max_length=WHERE_MAX, required=False)
    photos = PicturesField()
    name = forms.CharField(label=_("Name of who asks"), max_length=NAME_MAX, required=False)
    phone = forms.CharField(label=_("Telephone of who asks"), max_length=30, required=False)
    agrees = forms.BooleanField(label=_("the unit complained of may see who asked"), required=False)
    against = forms.ChoiceField(label=_("It complains of"), required=False)
    private = forms.BooleanField(label=_("in no public list"), required=False)
    accept = forms.BooleanField(label=_("I take it myself"), required=False)

    def __init__(self, choices: Mapping[str, Iterable[tuple[str, Any]]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, offered in choices.items():
            self.fields[name].choices = list(offered)  # type: ignore[attr-defined]
