"""What a resident can type, and what is wrong with it, at the field."""

import json
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.crypto import salted_hmac
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from headgoose.casework.actions.calling_back import WORDS_MAX
from headgoose.casework.actions.receiving import Asked
from headgoose.casework.actions.steps import Said
from headgoose.casework.desks import Chain
from headgoose.casework.models import Category, Channel, Urgency
from headgoose.casework.petitioners import PHONE_MOST, Asker, read_asker
from headgoose.casework.routing import NOBODY, Against
from headgoose.casework.rules import NAME_MAX, NOTE_MAX, PHOTOS_MOST, TEXT_MAX, WHERE_MAX, check_short, check_text
from headgoose.kernel.area import Level
from headgoose.kernel.refusal import Because, Refused
from headgoose.records.attachments import ATTACHMENT_MAX_BYTES, PDF, Document, read_document

VILLAGE, TOWNSHIP = "village", "township"
UNITS = {VILLAGE: Level.VILLAGE, TOWNSHIP: Level.TOWNSHIP}
RATINGS: list[tuple[str, str | Promise]] = [
    ("", _("I would rather not say")),
    ("5", _("5, very good")),
    ("4", _("4, good")),
    ("3", _("3, so-so")),
    ("2", _("2, bad")),
    ("1", _("1, very bad")),
]


class ManyFiles(forms.FileInput):
    """An input for several files."""

    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """All of them."""
        return files.getlist(name) if hasattr(files, "getlist") else files.get(name)


class Photos(forms.FileField):
    """Up to so many pictures, without what a camera adds to them."""

    widget = ManyFiles

    def __init__(self, most: int, label: Any) -> None:
        attributes = {"accept": "image/*"} | ({"multiple": True} if most > 1 else {})
        super().__init__(required=False, label=label, widget=ManyFiles(attrs=attributes))
        self.most = most

    def clean(self, sent: Any, initial: Any = None) -> list[Document]:
        """The pictures. A form shows the first that is none."""
        files = [file for file in (sent if isinstance(sent, list | tuple) else [sent]) if file]
        if len(files) > self.most:
            said = _("At most %(most)d pictures: choose the ones that show it best.") % {"most": self.most}
            raise forms.ValidationError(said, code=Because.TOO_LARGE)
        return [_read_photo(file) for file in files]


def _read_photo(file: UploadedFile) -> Document:
    # A byte more than may be is enough to be refused as too large; what is huge is not read into memory.
    try:
        found = read_document(file.read(ATTACHMENT_MAX_BYTES + 1))
        if found.media == PDF:
            raise Refused(_("This is no picture (JPEG, PNG, WebP)."))
    except Refused as refused:
        raise forms.ValidationError(f"{(file.name or '')[:40]}: {refused}", code=refused.because) from None
    return found


class PublicForm(forms.Form):
    """A form that anybody may send, once, whatever they tap twice."""

    client_id = forms.UUIDField(widget=forms.HiddenInput)
    fields_by_refusal: Mapping[str, str] = {}
    status = 422

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        # On the page all of its forms stand together.
        super().__init__(*args, **{"initial": {"client_id": uuid4()}, "label_suffix": "", **kwargs})

    def refuse(self, refused: Refused) -> None:
        """Show a refusal at the field that it is about."""
        field = self.fields_by_refusal.get(refused.field or "", refused.field)
        self.add_error(field if field in self.fields else None, str(refused))
        self.status = refused.status

    def with_new_id(self) -> None:
        """Stand for another request from now on, with what was typed."""
        self.retype("client_id", str(uuid4()))

    def retype(self, field: str, value: str) -> None:
        """Have the form show another value where it is shown again."""
        typed: Any = self.data
        typed = typed.copy()
        typed[field] = value
        self.data = typed

    def full_clean(self) -> None:
        """As ever; a picture that is too large is told apart from one that is wrong."""
        super().full_clean()
        if any(error.code == Because.TOO_LARGE for errors in self.errors.as_data().values() for error in errors):
            self.status = 413

    @property
    def id_sent(self) -> UUID:
        """The id that the browser sent."""
        found: UUID = self.cleaned_data["client_id"]
        return found

    def _cleaned(self, check: Any, *args: Any, **kwargs: Any) -> Any:
        try:
            return check(*args, **kwargs)
        except Refused as refused:
            raise forms.ValidationError(str(refused)) from None

    def photos_sent(self) -> Sequence[Document]:
        """The pictures."""
        found: Sequence[Document] = self.cleaned_data.get("photos") or ()
        return found

    def digest_of(self, *said: object) -> str:
        """What tells the same body from another one. Keyed: else a telephone could be found by trying."""
        body = json.dumps([*said, [photo.sha256 for photo in self.photos_sent()]], ensure_ascii=False, default=str)
        return salted_hmac("headgoose.casework.said", body, algorithm="sha256").hexdigest()


class AskForm(PublicForm):
    """What somebody asks for."""

    category = forms.ChoiceField(
        label=_("What is it about?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what it is about."), "invalid_choice": _("Choose what it is about.")},
    )
    text = forms.CharField(
        label=_("What is wrong?"),
        widget=forms.Textarea(attrs={"rows": 5, "maxlength": TEXT_MAX, "autocomplete": "off"}),
        error_messages={"required": _("Tell us in a few words what is wrong.")},
    )
    where_text = forms.CharField(
        label=_("Where exactly?"),
        widget=forms.TextInput(attrs={"maxlength": WHERE_MAX, "autocomplete": "off"}),
        required=False,
    )
    photos = Photos(PHOTOS_MOST, _("Photos"))
    danger = forms.BooleanField(label=_("Somebody is in danger"), required=False)
    against = forms.ChoiceField(
        label=_("Do you complain of somebody in office?"), widget=forms.RadioSelect, required=False
    )
    name = forms.CharField(
        label=_("What may we call you?"),
        widget=forms.TextInput(attrs={"maxlength": NAME_MAX, "autocomplete": "name"}),
        required=False,
    )
    phone = forms.CharField(
        label=_("Telephone"),
        widget=forms.TextInput(
            attrs={"type": "tel", "inputmode": "tel", "maxlength": PHONE_MOST + 6, "autocomplete": "tel"}
        ),
        required=False,
    )
    agrees = forms.BooleanField(label=_("Whom I complain of may see my name and telephone"), required=False)
    private = forms.BooleanField(label=_("Keep it out of the village's public list"), required=False)
    turn = forms.CharField(widget=forms.HiddenInput, required=False)
    fields_by_refusal = {"client_id": "", "place": "", "lat": ""}

    def __init__(self, chain: Chain, categories: Sequence[Category], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.chain, self.categories = chain, categories
        for name in ("danger", "against", "agrees", "private"):
            # Not ticked is an answer too: "optional" would only be one more word.
            self.fields[name].demanded = True  # type: ignore[attr-defined]
        choices: Any = self.fields["category"]
        choices.choices = [(row.code, row.name) for row in categories]
        choices = self.fields["against"]
        choices.choices = [
            ("", _("No")),
            (VILLAGE, _("The village committee or community") + f": {chain.village.said}"),
            *((TOWNSHIP, _("The township") + f": {span.said}") for span in _spans(chain, Level.TOWNSHIP)),
        ]

    def clean_text(self) -> str:
        """As it is kept."""
        found: str = self._cleaned(check_text, self.cleaned_data["text"])
        return found

    def clean_where_text(self) -> str:
        """As it is kept."""
        found: str = self._cleaned(check_short, self.cleaned_data["where_text"], "where_text", WHERE_MAX)
        return found

    def clean_name(self) -> str:
        """As it is kept."""
        found: str = self._cleaned(check_short, self.cleaned_data["name"], "name", NAME_MAX)
        return found

    def clean_phone(self) -> str:
        """A telephone, or nothing."""
        found: Asker | None = self._cleaned(read_asker, "", self.cleaned_data["phone"])
        return found.phone if found else ""

    def asked(self) -> Asked:
        """What is asked for, as the action takes it."""
        said = self.cleaned_data
        facts = [said[name] for name in ("category", "text", "where_text", "danger", "against")]
        asker = [said[name] for name in ("name", "phone", "agrees", "private")]
        return Asked(
            place=self.chain.lowest.code,
            category=said["category"],
            text=said["text"],
            channel=Channel.WEB,
            urgency=Urgency.EMERGENCY if said["danger"] else Urgency.ORDINARY,
            where_text=said["where_text"],
            asker=read_asker(said["name"], said["phone"], said["agrees"]),
            private=said["private"],
            against=self._against(said["against"]),
            photos=self.photos_sent(),
            client_id=self.id_sent,
            chain=self.chain,
            digest=self.digest_of(self.chain.lowest.place_id, *facts, *asker),
        )

    def _against(self, unit: str) -> Against:
        return Against(self.chain.spans[UNITS[unit]].place_id) if unit else NOBODY


def _spans(chain: Chain, level: Level) -> list[Any]:
    return [chain.spans[level]] if level in chain.spans else []


class CodeForm(forms.Form):
    """The code that somebody follows a request by."""

    code = forms.CharField(
        label=_("Your code"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )


class AddForm(PublicForm):
    """Something more to say, and to show."""

    text = forms.CharField(
        label=_("What would you like to add?"), widget=forms.Textarea(attrs={"rows": 3, "maxlength": NOTE_MAX})
    )
    photos = Photos(PHOTOS_MOST, _("Photos"))

    def clean_text(self) -> str:
        """As it is kept."""
        found: str = self._cleaned(check_text, self.cleaned_data["text"])
        return found

    def said(self) -> Said:
        """As the action takes it."""
        text = self.cleaned_data["text"]
        return Said(text, photos=self.photos_sent(), client_id=self.id_sent, digest=self.digest_of(text))


class ReopenForm(AddForm):
    """Why it is not settled."""

    text = forms.CharField(
        label=_("What is still wrong?"), widget=forms.Textarea(attrs={"rows": 3, "maxlength": NOTE_MAX})
    )


class ReplyForm(PublicForm):
    """Whether the answer solves it."""

    solved = forms.ChoiceField(
        label=_("Is it solved?"),
        widget=forms.RadioSelect,
        choices=[("yes", _("Yes, it is solved")), ("no", _("No, it is not: open it again"))],
        error_messages={"required": _("Say whether it is solved.")},
    )
    satisfaction = forms.ChoiceField(label=_("How satisfied are you?"), choices=RATINGS, required=False)
    words = forms.CharField(
        label=_("Would you like to say more?"),
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": WORDS_MAX}),
        required=False,
    )

    def clean_words(self) -> str:
        """As they are kept."""
        words = self.cleaned_data["words"]
        found: str = self._cleaned(check_text, words, "words", 2, WORDS_MAX) if words else ""
        return found

    def reply(self) -> dict[str, Any]:
        """As the action takes it."""
        kept = self.cleaned_data
        solved, words = kept["solved"] == "yes", kept["words"]
        said = Said(client_id=self.id_sent, digest=self.digest_of(solved, kept["satisfaction"], words))
        return {
            "solved": solved,
            "satisfaction": int(kept["satisfaction"]) if kept["satisfaction"] else None,
            "words": words,
            "said": said,
        }
