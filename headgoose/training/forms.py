"""What can be typed about classes. The actions say what may not be; `refuse` puts it beside its field."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from headgoose.kernel.refusal import Refused
from headgoose.places.forms import DayField
from headgoose.training.models import Track
from headgoose.training.rules import ROOM_MAX, SEATS_MAX, SESSION_MINUTES_MAX, TITLE_MAX, WHY_MAX, WORDS_MAX, Slot

RATINGS = [(str(mark), str(mark)) for mark in range(5, 0, -1)]


class TrainingForm(forms.Form):
    """A form that shows why an action refused, beside the field that it is about."""

    fields_by_refusal: Mapping[str, str] = {}
    status = 422

    def refuse(self, refused: Refused) -> None:
        """Show a refusal."""
        field = self.fields_by_refusal.get(refused.field or "", refused.field)
        self.add_error(field if field in self.fields else None, str(refused))
        self.status = refused.status


class ChangeForm(TrainingForm):
    """The title, the days and the seats of a class."""

    title = forms.CharField(label=_("Title"), max_length=TITLE_MAX)
    start_on = DayField(_("First day"))
    end_on = DayField(_("Last day"))
    seats = forms.IntegerField(label=pgettext_lazy("of a class", "Seats"), min_value=1, max_value=SEATS_MAX, initial=60)


class NewClassForm(ChangeForm):
    """A class as it is planned: who organises it, and for which track."""

    code = forms.CharField(
        label=_("Organised by"), help_text=_("The code of a province, prefecture or county."), max_length=20
    )
    track = forms.ChoiceField(label=_("Track"))
    field_order = ("code", "track", "title", "start_on", "end_on", "seats")
    fields_by_refusal = {"place": "code"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: Any = self.fields["track"]
        choices.choices = [(track.code, track.name) for track in Track.objects.all()]


class SlotForm(TrainingForm):
    """A session of a class."""

    on = DayField(_("Day"))
    start = forms.TimeField(label=_("From"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    end = forms.TimeField(label=_("Until"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    room = forms.CharField(label=_("Room"), max_length=ROOM_MAX)

    def slot(self) -> Slot:
        """The session that was typed."""
        said = self.cleaned_data
        return Slot(said["on"], said["start"].replace(second=0, microsecond=0), said["end"], said["room"])


class WhyForm(TrainingForm):
    """A reason."""

    why = forms.CharField(label=_("Reason"), max_length=WHY_MAX)


class CorrectForm(WhyForm):
    """Other minutes than were approved, and why."""

    minutes = forms.IntegerField(label=_("Minutes"), min_value=0, max_value=SESSION_MINUTES_MAX * 60)
    field_order = ("minutes", "why")


class FileForm(TrainingForm):
    """A file."""

    file = forms.FileField(label=_("File"))


class EvaluateForm(TrainingForm):
    """What a participant says of a class."""

    content = forms.ChoiceField(label=_("What was taught"), choices=RATINGS, widget=forms.RadioSelect)
    teaching = forms.ChoiceField(label=_("How it was taught"), choices=RATINGS, widget=forms.RadioSelect)
    use = forms.ChoiceField(label=_("Of use in my work"), choices=RATINGS, widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("In words, if you like"),
        help_text=_("Write nothing that tells who you are."),
        max_length=WORDS_MAX,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
