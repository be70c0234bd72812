"""What can be typed about one's channels. `refuse` puts what an action refused beside its field."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from headgoose.kernel.refusal import Refused
from headgoose.notices.kinds import all_kinds
from headgoose.notices.models import Channel, Service, Wants
from headgoose.notices.sending import WORD_IN_ALL

LONGEST_TYPED = 300
HINTS = {
    Service.WECOM: _("On the page of the group's robot, copy the address of its webhook: it ends with the key."),
    Service.DINGTALK: _(
        "On the page of the group's robot, copy the address of its webhook. Of the ways to make it safe, take the "
        "signature, or the word %(word)s: it is in every notice."
    ),
    Service.FEISHU: _(
        "On the page of the group's robot, copy the address of its webhook. To make it safe, take the word %(word)s: "
        "it is in every notice."
    ),
}


class ChannelForm(forms.Form):
    """A form whose action may refuse."""

    status = 422

    def refuse(self, refused: Refused) -> None:
        """Show why an action refused, beside the field that it is about."""
        self.add_error(refused.field if refused.field in self.fields else None, str(refused))
        self.status = refused.status


class AddressForm(ChannelForm):
    """Where a new channel leads. What was typed wrong is not shown again where it may be a key."""

    address = forms.CharField(max_length=LONGEST_TYPED)

    def __init__(self, service: Service, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        address = self.fields["address"]
        if service is Service.MAIL:
            address.label = _("Mail address")
            address.widget = forms.EmailInput(attrs={"autocomplete": "email", "maxlength": 254})
            return
        address.label, address.help_text = _("Address or key of the robot"), str(HINTS[service]) % {"word": WORD_IN_ALL}
        address.widget = forms.PasswordInput(attrs={"autocomplete": "off", "maxlength": LONGEST_TYPED})
        if service is Service.DINGTALK:
            self.fields["secret"] = forms.CharField(
                label=_("Secret for signing"),
                help_text=_("Only where the robot was given one; it begins with SEC."),
                max_length=128,
                required=False,
                widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
            )


class CodeForm(ChannelForm):
    """The code that was sent to a channel."""

    code = forms.CharField(
        label=_("The code that was sent there"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )


class WantsForm(ChannelForm):
    """Which notices go over a channel, and in which language."""

    wants = forms.ChoiceField(label=_("Which notices go there"), choices=Wants.choices, widget=forms.RadioSelect)
    kinds = forms.MultipleChoiceField(
        label=_("Kinds of notices"), required=False, widget=forms.CheckboxSelectMultiple, choices=[]
    )
    language = forms.ChoiceField(label=_("In which language"), choices=settings.LANGUAGES)

    def __init__(self, channel: Channel, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"wants": channel.wants, "kinds": channel.kinds, "language": channel.language}
        super().__init__(*args, **kwargs)
        choices = [(kind.code, kind.label) for kind in all_kinds()]
        kinds, wants = self.fields["kinds"], self.fields["wants"]
        if isinstance(kinds, forms.MultipleChoiceField) and choices:
            kinds.choices = choices
        elif isinstance(wants, forms.ChoiceField):
            del self.fields["kinds"]
            wants.choices = [choice for choice in Wants.choices if choice[0] != Wants.SOME]
