"""What can be typed about runs."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from headgoose.dispatch.models import HomeRule, Mode
from headgoose.dispatch.rules import EDGES_MOST, KM_MOST, SENT_WAYS, Rule
from headgoose.dispatch.weighing import CRITERIA, WORDS, Weighing
from headgoose.kernel.refusal import Refused
from headgoose.orders.forms import OrderForm
from headgoose.orders.rules import NUMBER_MAX, TITLE_MAX
from headgoose.people.forms import NamedChoiceField
from headgoose.people.models import Batch, How, PostType
from headgoose.places.forms import DayField

WAYS = [(how.value, how.label) for how in How if how in SENT_WAYS]


class RuleForm(OrderForm):
    """The heading and the rule of a run, on one page."""

    number = forms.CharField(label=_("Number of the document"), max_length=NUMBER_MAX)
    title = forms.CharField(label=_("Title"), max_length=TITLE_MAX)
    start_on = DayField(_("In post from"), _("A day to come."))
    end_on = DayField(_("Until"), _("The first day no longer in post."))
    how = forms.ChoiceField(label=_("How they come to the post"), choices=WAYS, initial=How.SENT)
    mode = forms.ChoiceField(
        label=_("Rule"),
        help_text=_("By merit some places may stay empty that least cost would fill; minimums are kept either way."),
        choices=Mode.choices,
        initial=Mode.LEAST_COST,
    )
    weighing = forms.ChoiceField(label=_("How the criteria weigh"), choices=Weighing.choices, initial=Weighing.EACH)
    home_rule = forms.TypedChoiceField(
        label=_("Home rule"), choices=HomeRule.choices, initial=HomeRule.TOWNSHIP, coerce=int
    )
    home_strict = forms.BooleanField(
        label=_("The home rule forbids"), help_text=_("Else breaking it costs."), required=False, initial=True
    )
    radius_km = forms.IntegerField(
        label=_("Radius in km"),
        help_text=_("How far from home people may be sent beyond their choices; empty: only where they chose."),
        min_value=0,
        max_value=KM_MOST,
        required=False,
        initial=60,
    )
    edges_max = forms.IntegerField(
        label=_("Places beside the choices"),
        help_text=_("With how many near places somebody is matched at most."),
        min_value=1,
        max_value=EDGES_MOST,
        initial=30,
    )
    may_stay_out = forms.BooleanField(
        label=_("People may be left without a place when there are more of them than seats"),
        required=False,
        initial=True,
    )
    seed = forms.CharField(
        label=_("Seed"),
        help_text=_("Settles ties; published with the plan. Draw it where others can see."),
        max_length=60,
    )
    fields_by_refusal: Mapping[str, str] = {"batch": "batch", "weights": "weighing"}

    def __init__(self, *args: Any, type_: PostType | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in CRITERIA:
            self.fields[f"weight_{name}"] = forms.IntegerField(label=WORDS[name], initial=1, min_value=0)
        if type_ is not None:
            batches = Batch.objects.filter(type=type_).order_by("-start_on")
            if batches.exists():
                self.fields["batch"] = NamedChoiceField(
                    batches, label=_("Batch"), required=False, empty_label=_("none")
                )

    @property
    def heading_fields(self) -> list[Any]:
        """What and when."""
        names = ["number", "title", "type", "code", "start_on", "end_on", "how", "batch"]
        return [self[name] for name in names if name in self.fields]

    @property
    def rule_fields(self) -> list[Any]:
        """Who may go where."""
        names = ["mode", "home_rule", "home_strict", "radius_km", "edges_max", "may_stay_out", "seed"]
        return [self[name] for name in names]

    @property
    def weight_fields(self) -> list[Any]:
        """What each criterion weighs."""
        return [self[name] for name in ("weighing", *(f"weight_{criterion}" for criterion in CRITERIA))]

    def rule(self) -> Rule:
        """What was typed, as a rule."""
        said = self.cleaned_data
        names = ("start_on", "end_on", "seed", "mode", "how", "radius_km", "edges_max", "home_rule", "home_strict")
        weights = {"order": said["weighing"], **{name: said[f"weight_{name}"] for name in CRITERIA}}
        batch = said.get("batch")
        return Rule(
            weights=weights,
            batch_id=batch.pk if batch else None,
            may_stay_out=said["may_stay_out"],
            **{name: said[name] for name in names},
        )


class NewRunForm(RuleForm):
    """The rule, the kind of post, the place that sends; and perhaps demand and pool at once."""

    least = forms.IntegerField(
        label=_("Ask for people for all empty seats, with at least so many for each place"),
        help_text=_("0: places may stay without. Leave it empty to bring in a file of places instead."),
        min_value=0,
        required=False,
        initial=0,
    )
    demand_file = forms.FileField(
        label=_("File of places"),
        help_text=_("Places with at least and at most so many people; townships, counties and prefectures too."),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.xlsx,.xls,.ods"}),
    )
    pool_file = forms.FileField(
        label=_("File of people"),
        help_text=_("Excel or CSV with the columns of the template; at most 20 MB."),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.xlsx,.xls,.ods"}),
    )
    fields_by_refusal = {**RuleForm.fields_by_refusal, "place": "code"}

    def __init__(self, types: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["type"] = NamedChoiceField(types, label=_("Kind of post"), empty_label=None)
        self.fields["code"] = forms.CharField(
            label=_("Sent by"), help_text=_("The code of a place in whose whole area you appoint."), max_length=20
        )

    @property
    def input_fields(self) -> list[Any]:
        """Demand and pool."""
        return [self[name] for name in ("least", "demand_file", "pool_file")]


class RunFileForm(OrderForm):
    """A file of people or of places."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("Excel or CSV with the columns of the template; at most 20 MB."),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.xlsx,.xls,.ods"}),
    )


class PoolFileForm(RunFileForm):
    """A file of people."""

    replace = forms.BooleanField(label=_("Take out the people who are there first"), required=False)


class EmptySeatsForm(OrderForm):
    """The empty seats as the demand."""

    least = forms.IntegerField(
        label=_("At least for each place"), min_value=0, initial=0, help_text=_("0: places may stay without.")
    )


class BoundForm(OrderForm):
    """How many people an area must and may have."""

    code = forms.CharField(label=_("Code of the township, county or prefecture"), max_length=12)
    lower = forms.IntegerField(label=_("At least"), initial=0)
    upper = forms.IntegerField(label=_("At most"))
    fields_by_refusal = {"key": "code", "place": "code"}


def rule_initial(rule: Rule, number: str, title: str) -> dict[str, Any]:
    """A rule as what a form shows first."""
    names = [name for name in Rule.__dataclass_fields__ if name not in {"weights", "batch_id"}]
    weights = {f"weight_{name}": rule.weights[name] for name in CRITERIA}
    return {
        "number": number,
        "title": title,
        "weighing": rule.weights["order"],
        "batch": rule.batch_id,
        **weights,
        **{name: getattr(rule, name) for name in names},
    }


def whole_number(text: str, field: str) -> int:
    """A whole number from a hidden field. Raises Refused (INVALID)."""
    plain = text.strip()
    if not plain.removeprefix("-").isdigit() or not plain.isascii() or len(plain) > 18:
        raise Refused(_("This is not a number."), field=field)
    return int(plain)
