"""What can be typed about a change of the map: one form for each kind, each of which says it as a step."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from headgoose.kernel.area import Level
from headgoose.places.changes import LONGEST_DOCUMENT, LONGEST_TITLE, MapChange, Part, Step
from headgoose.places.forms import DayField
from headgoose.places.models import EventKind, Kind, Span
from headgoose.places.names import plain_text
from headgoose.places.remapping import is_code
from headgoose.places.rules import LONGEST_NAME

PARTS = 4
LONGEST_CODE = 20
MOST_OTHERS = 200


def _code_field(label: Any, help_text: Any = "", required: bool = True) -> forms.CharField:
    return forms.CharField(label=label, help_text=help_text, max_length=LONGEST_CODE, required=required)


def _name_field(required: bool = False) -> forms.CharField:
    help_text = "" if required else _("Left empty, the name stays.")
    return forms.CharField(label=_("New name"), help_text=help_text, max_length=LONGEST_NAME, required=required)


class ChangeForm(forms.Form):
    """What every change has: a document, a date, and perhaps a title."""

    kind: EventKind
    on = DayField(_("Takes effect on"), _("The first day of the new map."))
    document = forms.CharField(
        label=_("Document"), help_text=_("Its number, such as 国函〔2019〕48号."), max_length=LONGEST_DOCUMENT
    )
    title = forms.CharField(label=_("Title of the document"), max_length=LONGEST_TITLE, required=False)

    def __init__(self, span: Span, children: Sequence[Span], *args: Any, **kwargs: Any) -> None:
        self.span, self.below = span, children
        super().__init__(*args, **kwargs)
        self.fields.update({name: self.fields.pop(name) for name in ("on", "document", "title")})

    def clean_document(self) -> str:
        """The number, cleaned."""
        return plain_text(self.cleaned_data["document"])

    def clean_title(self) -> str:
        """The title, cleaned."""
        return plain_text(self.cleaned_data["title"])

    def change(self) -> MapChange:
        """The change that the form says."""
        said = self.cleaned_data
        return MapChange(
            document=said["document"],
            effective_on=said["on"],
            title=said["title"],
            steps=(self.step(),),
            numbers=self.numbers(),
            reseat=bool(said.get("reseat")),
        )

    def step(self) -> Step:
        """Its one step."""
        return Step(self.kind, (self.span.code,), (self.part(),))

    def part(self) -> Part:
        """What the place becomes."""
        return Part(_code(self.cleaned_data.get("new_code", "")), self.cleaned_data.get("name", ""))

    def numbers(self) -> dict[str, str]:
        """Where places below go."""
        return {}


class RenameForm(ChangeForm):
    """Another name; for a village or community also another kind."""

    kind = EventKind.RENAME
    name = _name_field()
    new_kind = forms.TypedChoiceField(
        label=_("Kind"),
        coerce=lambda value: Kind(int(value)),
        choices=[(int(kind), kind.label) for kind in (Kind.VILLAGE, Kind.COMMUNITY)],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].initial = self.span.name
        self.fields["new_kind"].initial = self.span.kind
        if self.span.level is not Level.VILLAGE:
            del self.fields["new_kind"]

    def part(self) -> Part:
        """The same code, another name or kind."""
        return Part(name=self.cleaned_data["name"], kind=self.cleaned_data.get("new_kind"))


class RecodeForm(ChangeForm):
    """Another code under the same parent."""

    kind = EventKind.RECODE
    new_code = _code_field(_("New code"), _("All places below get it as the beginning of theirs."))
    name = _name_field()


class MoveForm(ChangeForm):
    """Another parent."""

    kind = EventKind.MOVE
    new_code = _code_field(_("New code"), _("Its code there, or the code of the new place above for a free number."))
    name = _name_field()


class _ReseatForm(ChangeForm):
    """A change that may close places with people in post."""

    reseat = forms.BooleanField(
        label=_("Seat those in post in free seats where their place goes"),
        help_text=_("Otherwise their tenures end with the place."),
        required=False,
    )


class MergeForm(_ReseatForm):
    """This place and others become one."""

    kind = EventKind.MERGE
    others = forms.CharField(
        label=_("Codes of the other places that are merged"),
        help_text=_("One a line."),
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
    )
    new_code = _code_field(
        _("Code of the place that they become"),
        _("The code of one that stays, or a new code; the code of the place above for a free number."),
    )
    name = _name_field()
    field_order = ["others", "new_code", "name", "reseat"]

    def clean_others(self) -> tuple[str, ...]:
        """The codes."""
        codes = tuple(_code(line) for line in self.cleaned_data["others"].split())
        if len(codes) > MOST_OTHERS or not all(is_code(code) for code in codes):
            raise forms.ValidationError(gettext("One of these is not the code of a place."))
        return codes

    def step(self) -> Step:
        """All of them become one."""
        return Step(self.kind, (self.span.code, *self.cleaned_data["others"]), (self.part(),))


class SplitForm(_ReseatForm):
    """This place becomes two or more; each place below is given to one of them."""

    kind = EventKind.SPLIT

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fresh: dict[str, forms.Field] = {}
        for number in range(1, PARTS + 1):
            words = {"number": number}
            needed = number <= 2
            fresh[f"code_{number}"] = _code_field(gettext("Code of part %(number)s") % words, required=needed)
            fresh[f"name_{number}"] = forms.CharField(
                label=gettext("Name of part %(number)s") % words, max_length=LONGEST_NAME, required=False
            )
            fresh[f"share_{number}"] = forms.DecimalField(
                label=gettext("Share of part %(number)s, %%") % words,
                min_value=Decimal("0.0001"),
                max_value=Decimal(100),
                decimal_places=4,
                required=False,
            )
        fresh["code_1"].initial = self.span.code
        fresh["code_1"].help_text = _("A part with the place's own code keeps its identity.")
        fresh["share_1"].help_text = _("Left empty, shares go by the number of places below.")
        parts = [(str(number), str(number)) for number in range(1, PARTS + 1)]
        for child in self.below:
            label = f"{child.said} · {child.code}"
            fresh[f"child_{child.code}"] = forms.ChoiceField(label=label, choices=parts, initial="1")
        self.fields = {**fresh, **self.fields}

    def part_fields(self) -> Iterator[list[BoundField]]:
        """The fields of each part, for the page."""
        for number in range(1, PARTS + 1):
            yield [self[f"{name}_{number}"] for name in ("code", "name", "share")]

    def child_fields(self) -> list[BoundField]:
        """The field of each place below, for the page."""
        return [self[f"child_{child.code}"] for child in self.below]

    def other_fields(self) -> list[BoundField]:
        """The rest."""
        return [self[name] for name in ("reseat", "on", "document", "title")]

    def step(self) -> Step:
        """The parts that have a code."""
        parts = []
        for number in range(1, PARTS + 1):
            code, name = (self.cleaned_data[f"{field}_{number}"] for field in ("code", "name"))
            share = self.cleaned_data[f"share_{number}"]
            if code:
                parts.append(Part(_code(code), name, None, None if share is None else int(share * 10_000)))
        return Step(self.kind, (self.span.code,), tuple(parts))

    def numbers(self) -> dict[str, str]:
        """Each place below goes to its part, with a free number there."""
        said = self.cleaned_data
        return {child.code: _code(said[f"code_{said[f'child_{child.code}']}"]) or "-" for child in self.below}


class CloseForm(ChangeForm):
    """The end of a place below which nothing lies."""

    kind = EventKind.CLOSE

    def step(self) -> Step:
        """Nothing comes of it."""
        return Step(self.kind, (self.span.code,))


class ChangeFileForm(forms.Form):
    """A file of steps, with the document and its date."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("CSV or Excel with the columns change, old code, new code, new name, share; at most 20 MB."),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.xlsx,.xls,.ods"}),
    )
    on = DayField(_("Takes effect on"), _("The first day of the new map."))
    document = forms.CharField(label=_("Document"), max_length=LONGEST_DOCUMENT)
    title = forms.CharField(label=_("Title of the document"), max_length=LONGEST_TITLE, required=False)
    reseat = forms.BooleanField(label=_("Seat those in post in free seats where their place goes"), required=False)


FORMS: dict[EventKind, type[ChangeForm]] = {
    form.kind: form for form in (RenameForm, RecodeForm, MoveForm, MergeForm, SplitForm, CloseForm)
}


def _code(text: str) -> str:
    """A code as it was meant."""
    return plain_text(text).replace(" ", "")
