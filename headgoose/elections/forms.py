"""What can be typed about elections. The actions say what may not be; `refuse` puts it beside its field."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from headgoose.elections.actions.terms import CODE_MAX, NAME_EN_MAX, NAME_ZH_MAX, SOURCE_MAX
from headgoose.elections.models import Body
from headgoose.elections.rules import NUMBER_MAX, STANDING_MAX, VOTES_MAX, WHY_MAX
from headgoose.kernel.refusal import Refused
from headgoose.people.forms import NamedChoiceField
from headgoose.people.models import Post, PostType
from headgoose.places.forms import DayField


class ElectionForm(forms.Form):
    """A form that shows why an action refused, beside the field that it is about."""

    fields_by_refusal: Mapping[str, str] = {}
    status = 422

    def refuse(self, refused: Refused) -> None:
        """Show a refusal."""
        field = self.fields_by_refusal.get(refused.field or "", refused.field)
        self.add_error(field if field in self.fields else None, str(refused))
        self.status = refused.status


class WhyForm(ElectionForm):
    """A reason in words."""

    why = forms.CharField(label=_("Reason"), max_length=WHY_MAX, widget=forms.Textarea(attrs={"rows": 2}))


class DayForm(ElectionForm):
    """Another day, with a reason."""

    planned_on = DayField(_("Planned for"))
    why = forms.CharField(label=_("Reason"), max_length=WHY_MAX, widget=forms.Textarea(attrs={"rows": 2}))


class PublishForm(ElectionForm):
    """When the lists were published, and how many candidates stand for each seat."""

    listed_on = DayField(_("Lists published on"), _("For a villagers' committee at least 20 days before the election."))

    def __init__(self, posts: Sequence[Post], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._posts = posts
        for post in posts:
            words = {"post": post.type.name}
            self.fields[f"standing-{post.pk}"] = forms.IntegerField(
                label=_("Candidates for “%(post)s”") % words, min_value=1, max_value=STANDING_MAX, initial=2
            )

    @property
    def standing(self) -> dict[int, int]:
        """How many stand, by post."""
        return {post.pk: self.cleaned_data[f"standing-{post.pk}"] for post in self._posts}


class HeldForm(ElectionForm):
    """When the election was held, and how many voted."""

    held_on = DayField(_("Held on"))
    electors = forms.IntegerField(label=_("Could vote"), min_value=0, max_value=VOTES_MAX, required=False)
    ballots = forms.IntegerField(label=_("Voted"), min_value=0, max_value=VOTES_MAX, required=False)


class ConfirmForm(ElectionForm):
    """From when on those elected are in post, and by which document."""

    starts_on = DayField(_("In post from"))
    number = forms.CharField(label=_("Number of the document"), max_length=NUMBER_MAX)
    token = forms.CharField(required=False, widget=forms.HiddenInput, max_length=2000)


class CalendarForm(ElectionForm):
    """The day for one body in a whole county, with a reason where there was another one."""

    body = forms.ChoiceField(label=_("Body"), choices=Body.choices)
    planned_on = DayField(_("Planned for"))
    why = forms.CharField(
        label=_("Reason"), help_text=_("When the day is changed."), max_length=WHY_MAX, required=False
    )


class TermForm(ElectionForm):
    """A new term."""

    code = forms.CharField(label=_("Code"), max_length=CODE_MAX)
    name_zh = forms.CharField(label=_("Name in Chinese"), max_length=NAME_ZH_MAX)
    name_en = forms.CharField(label=_("Name in English"), max_length=NAME_EN_MAX)
    start_on = DayField(_("From"))
    end_on = DayField(_("Until"), _("The first day that no longer belongs to it."))


class LimitForm(ElectionForm):
    """How long one person may hold a kind of post without a break."""

    terms_in_row = forms.IntegerField(label=_("Terms in a row"), min_value=1, required=False)
    years_in_row = forms.IntegerField(label=_("Years in a row"), min_value=1, required=False)
    source = forms.CharField(label=_("Source"), help_text=_("The law or rule that says so."), max_length=SOURCE_MAX)

    def __init__(self, types: Sequence[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        elected = PostType.objects.filter(code__in=types)
        self.fields["type"] = NamedChoiceField(elected, label=_("Kind of post"), empty_label=None)
        self.order_fields(["type"])
