"""What can be typed about people and posts. The actions say what may not be; `refuse` puts it beside its field."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from headgoose.kernel.actor import Actor
from headgoose.kernel.refusal import Because, Refused
from headgoose.people.actions.persons import NewPerson
from headgoose.people.models import Batch, EndReason, How, PostType, Sex
from headgoose.people.queries import is_inside
from headgoose.people.rules import NAME_MAX, reach
from headgoose.places.forms import DayField
from headgoose.places.models import Span
from headgoose.places.names import plain_text

LARGEST_ID = 2**63 - 1
NUMBER_MAX = 60


class NamedChoiceField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A choice of records that have a name in the reader's language."""

    def label_from_instance(self, obj: Any) -> str:
        """The name."""
        return str(obj.name)


class SeatForm(forms.Form):
    """A form over a seat. Its token tells whether the seat is still as the page showed it."""

    token = forms.CharField(required=False, widget=forms.HiddenInput, max_length=4000)
    fields_by_refusal: Mapping[str, str] = {}
    status = 422

    def refuse(self, refused: Refused) -> None:
        """Show why an action refused, beside the field that it is about."""
        field = self.fields_by_refusal.get(refused.field or "", refused.field)
        self.add_error(field if field in self.fields else None, str(refused))
        self.status = refused.status


class AppointForm(SeatForm):
    """Who takes the seat, from when on, and how they came to it."""

    EXISTING, NEW = "existing", "new"

    who = forms.ChoiceField(
        label=_("Who"),
        choices=[(EXISTING, _("somebody in the records")), (NEW, _("somebody new"))],
        widget=forms.RadioSelect,
        initial=EXISTING,
    )
    words = forms.CharField(label=_("Find by name or pinyin initials"), max_length=NAME_MAX, required=False)
    person = forms.IntegerField(label=_("Person"), min_value=1, max_value=LARGEST_ID, required=False)
    name = forms.CharField(label=pgettext_lazy("a person", "Name"), max_length=NAME_MAX, required=False)
    sex = forms.ChoiceField(label=_("Woman or man"), choices=Sex.choices, widget=forms.RadioSelect, required=False)
    born_on = DayField(_("Date of birth"))
    even_if_alike = forms.BooleanField(
        label=_("This is another person of the same name and date of birth"), required=False
    )
    start_on = DayField(_("In post from"), _("Today, earlier, or up to five years ahead."))
    end_on = DayField(_("Until"), _("The first day no longer in post. Leave it empty when no end is set."))
    how = forms.ChoiceField(label=_("How they came to the post"), choices=How.choices, initial=How.APPOINTED)
    sent_by = forms.CharField(
        label=_("Sent by"), help_text=_("The code of the place that sent them."), max_length=20, required=False
    )
    number = forms.CharField(label=_("Number of the document"), max_length=NUMBER_MAX, required=False)
    fields_by_refusal = {"post": "", "code": "sent_by"}

    def __init__(self, type_: PostType, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        batches = Batch.objects.filter(type=type_).order_by("-start_on")
        self.fields["batch"] = NamedChoiceField(batches, label=_("Batch"), required=False, empty_label=_("none"))
        self.fields["born_on"].required = self.fields["end_on"].required = False
        # Not the browser's to demand, since a chosen person needs none of them; but not optional for somebody new.
        for name in ("name", "sex", "born_on"):
            self.fields[name].demanded = True  # type: ignore[attr-defined]
        self.fields["born_on"].initial = self.fields["end_on"].initial = None
        if not type_.batches.exists():
            del self.fields["batch"]

    def clean(self) -> dict[str, Any]:
        """Either somebody is chosen, or everything about somebody new is said."""
        said = self.cleaned_data
        if said.get("name") and not said.get("person"):
            # Who types a name and chooses nobody means somebody new, whatever the switch above says.
            said["who"] = self.NEW
        if said.get("who") == self.NEW:
            for name in ("name", "sex", "born_on"):
                if not said.get(name) and name not in self.errors:
                    self.add_error(name, _("Needed to register somebody new."))
            # Too young, or seated already: with somebody new the date of birth is what to look at.
            self.fields_by_refusal = {**self.fields_by_refusal, "person": "born_on"}
        elif not said.get("person") and "person" not in self.errors:
            self.add_error("person", _("Choose a person, or register somebody new."))
        return said

    @property
    def newcomer(self) -> NewPerson | None:
        """The person to register, or None when somebody in the records was chosen."""
        said = self.cleaned_data
        if said["who"] != self.NEW:
            return None
        return NewPerson(plain_text(said["name"]), said["sex"], said["born_on"])

    def refuse(self, refused: Refused) -> None:
        """As for every form; that somebody alike is registered lets the officer say that it is another."""
        super().refuse(refused)
        self.alike = refused.because is Because.CONFLICT and refused.field == "name"

    alike = False


class EndForm(SeatForm):
    """When and why a tenure ends."""

    end_on = DayField(_("Until"), _("The first day no longer in post."))
    reason = forms.ChoiceField(label=_("Why"), choices=[("", _("choose")), *EndReason.choices])
    fields_by_refusal = {"start_on": "end_on"}


class TransferForm(SeatForm):
    """Where a person goes, and from when on."""

    words = forms.CharField(label=_("Find an empty seat by place"), max_length=NAME_MAX, required=False)
    post = forms.IntegerField(
        label=_("Empty seat"),
        min_value=1,
        max_value=LARGEST_ID,
        error_messages={"required": _("Choose the seat to go to.")},
    )
    day = DayField(_("From"), _("The first day in the new seat; the old tenure ends on it."))
    how = forms.ChoiceField(label=_("How they came to the post"), choices=How.choices, initial=How.APPOINTED)
    fields_by_refusal = {"start_on": "day", "end_on": "day", "person": "post"}


class EstablishForm(SeatForm):
    """Another seat at a place."""

    start_on = DayField(_("The post exists from"))

    def __init__(self, span: Span, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fitting = [
            type_.pk
            for type_ in PostType.objects.all()
            if span.kind in type_.kinds and is_inside(span.key, reach(actor, type_))
        ]
        types = PostType.objects.filter(pk__in=fitting)
        self.fields["type"] = NamedChoiceField(types, label=_("Kind of post"), empty_label=None)


class AbolishForm(SeatForm):
    """The end of a seat."""

    end_on = DayField(_("The first day on which the post no longer exists"))


class CorrectForm(SeatForm):
    """What a tenure should have been on record as, and why."""

    start_on = DayField(_("In post from"))
    end_on = DayField(_("Until"), _("The first day no longer in post. Leave it empty when no end is set."))
    how = forms.ChoiceField(label=_("How they came to the post"), choices=How.choices)
    end_reason = forms.ChoiceField(
        label=_("Why it ended"),
        choices=[("", _("none")), *((value, label) for value, label in EndReason.choices if value != EndReason.VOID)],
        required=False,
    )
    why = forms.CharField(label=_("What was wrong"), max_length=200)
    document = forms.CharField(
        label=_("Document"), help_text=_("The paper that proves it."), max_length=120, required=False
    )
    fields_by_refusal = {"person": "start_on", "post": "start_on"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["end_on"].required = False


class VoidForm(SeatForm):
    """Why a tenure never was."""

    why = forms.CharField(label=_("What was wrong"), max_length=200)
    document = forms.CharField(
        label=_("Document"), help_text=_("The paper that proves it."), max_length=120, required=False
    )
