"""The short form of a roll-call as data: its fields, one preset a kind, and the reading of answers against it.

A form is `{"fields": [...]}`. Each field has `code`, `type`, `zh`, `en` and `required`; a choice also has `options`,
each with `code`, `zh` and `en`. Four codes are read by boards and reports, and each has its type: `status` (a choice),
`needs` (text), `count` (a number) and `photo`.
"""

import re
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from headgoose.casework.models import RollKind
from headgoose.kernel.refusal import Refused
from headgoose.places.names import plain_text

FIELDS_MOST, OPTIONS_MOST, LABEL_MAX, TEXT_MAX, NUMBER_MAX = 12, 8, 40, 200, 1_000_000
CODE = re.compile(r"[a-z][a-z0-9_]{0,19}", re.ASCII)
NUMBER = re.compile(r"[0-9]{1,7}", re.ASCII)
Form = dict[str, Any]
Given = dict[str, Any]
# The state in which a grid waits for help.
NEED_HELP = "need_help"


class FieldType(StrEnum):
    """What can be asked."""

    CHOICE = "choice"
    NUMBER = "number"
    YES_NO = "yes_no"
    TEXT = "text"
    PHOTO = "photo"


READ_BY_BOARDS = {
    "status": FieldType.CHOICE,
    "needs": FieldType.TEXT,
    "count": FieldType.NUMBER,
    "photo": FieldType.PHOTO,
}
ENTRIES = {"code", "type", "zh", "en", "required"}


def _field(code: str, type_: FieldType, zh: str, en: str, *, required: bool = False) -> dict[str, Any]:
    return {"code": code, "type": type_.value, "zh": zh, "en": en, "required": required}


STATUS = {
    **_field("status", FieldType.CHOICE, "现在怎么样", "How it stands", required=True),
    "options": [
        {"code": "all_well", "zh": "一切平安", "en": "All well"},
        {"code": "affected", "zh": "受到影响", "en": "Affected"},
        {"code": NEED_HELP, "zh": "需要帮助", "en": "Needs help"},
    ],
}
COUNT = _field("count", FieldType.NUMBER, "受影响人数", "People affected")
NEEDS = _field("needs", FieldType.TEXT, "需要什么", "What is needed")
PHOTO = _field("photo", FieldType.PHOTO, "照片", "Photo")
# What a kind asks besides.
OWN: dict[RollKind, list[dict[str, Any]]] = {
    RollKind.FLOOD: [
        _field("water", FieldType.YES_NO, "有没有房屋进水", "Water in houses"),
        _field("moved", FieldType.NUMBER, "已转移人数", "People moved to safety"),
    ],
    RollKind.SNOW: [
        _field("road_open", FieldType.YES_NO, "出村道路是否畅通", "Road out of the village open"),
        _field("heating", FieldType.YES_NO, "取暖是否正常", "Heating works"),
    ],
    RollKind.EPIDEMIC: [_field("fever", FieldType.NUMBER, "发热人数", "People with fever")],
    RollKind.FIRE: [_field("fire_out", FieldType.YES_NO, "火是否已扑灭", "Fire is out")],
    RollKind.DRILL: [],
    RollKind.OTHER: [],
}


def preset(kind: str) -> Form:
    """The form of a kind. A drill asks for the status alone."""
    if kind == RollKind.DRILL:
        return {"fields": [dict(STATUS)]}
    own = OWN.get(RollKind(kind), [])
    return {"fields": [dict(field) for field in (STATUS, COUNT, *own, NEEDS, PHOTO)]}


def label_of(entry: Mapping[str, Any]) -> str:
    """What a field or an option is called in the reader's language; in Chinese where it has no English."""
    chinese = (get_language() or "zh").startswith("zh")
    return str(entry["zh"] if chinese or not entry["en"] else entry["en"])


def options_of(form: Form, code: str) -> list[dict[str, Any]]:
    """The options of a choice; none where the form does not ask it."""
    return next((field["options"] for field in form["fields"] if field["code"] == code and "options" in field), [])


def check_form(form: Any) -> Form:
    """A form as it is kept. Raises Refused for anything that is not one."""
    fields = form.get("fields") if isinstance(form, dict) and set(form) == {"fields"} else None
    if not isinstance(fields, list) or not 1 <= len(fields) <= FIELDS_MOST:
        raise _wrong(_("A form has 1 to 12 questions."))
    checked = [_check_field(field) for field in fields]
    codes = [field["code"] for field in checked]
    if len(set(codes)) != len(codes):
        raise _wrong(_("Each question of a form has a code of its own."))
    if "status" not in codes:
        raise _wrong(_("A form asks for the status."))
    if sum(field["type"] == FieldType.PHOTO for field in checked) > 1:
        raise _wrong(_("A form asks for at most one photo."))
    return {"fields": checked}


def _wrong(reason: Any) -> Refused:
    return Refused(reason, field="form")


def _check_field(field: Any) -> dict[str, Any]:
    if not isinstance(field, dict):
        raise _wrong(_("A question has a code, a type and a label."))
    wanted = ENTRIES | ({"options"} if field.get("type") == FieldType.CHOICE else set())
    if set(field) != wanted or field["type"] not in set(FieldType) or not isinstance(field["required"], bool):
        raise _wrong(_("A question has a code, a type and a label."))
    code = _check_code(field["code"])
    if READ_BY_BOARDS.get(code, field["type"]) != field["type"] or (code != "photo" and field["type"] == "photo"):
        raise _wrong(_("The questions for status, needs, count and photo keep their types."))
    checked = {"code": code, "type": str(field["type"]), **_check_labels(field), "required": field["required"]}
    if field["type"] == FieldType.CHOICE:
        checked["options"] = _check_options(field["options"])
    return checked


def _check_code(code: Any) -> str:
    if not isinstance(code, str) or not CODE.fullmatch(code):
        raise _wrong(_("A code is made of small letters, digits and underscores."))
    return code


def _check_labels(entry: Mapping[str, Any]) -> dict[str, str]:
    chinese, english = entry.get("zh"), entry.get("en")
    if not isinstance(chinese, str) or not isinstance(english, str):
        raise _wrong(_("A question has a code, a type and a label."))
    labels = {"zh": plain_text(chinese), "en": plain_text(english)}
    if not 1 <= len(labels["zh"]) <= LABEL_MAX or len(labels["en"]) > LABEL_MAX:
        raise _wrong(_("A label has 1 to 40 characters."))
    if not all(label.isprintable() for label in labels.values()):
        raise _wrong(_("A label has 1 to 40 characters."))
    return labels


def _check_options(options: Any) -> list[dict[str, str]]:
    if not isinstance(options, list) or not 2 <= len(options) <= OPTIONS_MOST:
        raise _wrong(_("A choice has 2 to 8 answers."))
    if not all(isinstance(option, dict) and set(option) == {"code", "zh", "en"} for option in options):
        raise _wrong(_("A choice has 2 to 8 answers."))
    checked = [{"code": _check_code(option["code"]), **_check_labels(option)} for option in options]
    if len({option["code"] for option in checked}) != len(checked):
        raise _wrong(_("A choice has 2 to 8 answers."))
    return checked


def read_given(form: Form, given: Mapping[str, Any], *, has_photo: bool) -> Given:
    """What was answered, by field, as it is kept; a photo lies beside it. Raises Refused beside the field.

    Args:
        given: values as a form or a programme sends them: numbers also as digits, yes and no also as words.
    """
    asked = {field["code"]: field for field in form["fields"]}
    if strange := sorted(set(given) - set(asked)):
        raise Refused(_("The form does not ask this: %(codes)s.") % {"codes": ", ".join(strange)[:80]}, field="given")
    read: Given = {}
    for code, field in asked.items():
        if field["type"] == FieldType.PHOTO:
            _check_photo(field, has_photo)
            continue
        value = READERS[FieldType(field["type"])](field, given.get(code))
        if value is None and field["required"]:
            raise Refused(_("This has to be answered."), field=code)
        if value is not None:
            read[code] = value
    if has_photo and not any(field["type"] == FieldType.PHOTO for field in asked.values()):
        raise Refused(_("The form asks for no photo."), field="photo")
    return read


def _check_photo(field: Mapping[str, Any], has_photo: bool) -> None:
    if field["required"] and not has_photo:
        raise Refused(_("This has to be answered."), field=field["code"])


def _read_choice(field: Mapping[str, Any], value: Any) -> str | None:
    if value in (None, ""):
        return None
    if value not in [option["code"] for option in field["options"]]:
        raise Refused(_("Choose one of the answers."), field=field["code"])
    return str(value)


def _read_number(field: Mapping[str, Any], value: Any) -> int | None:
    if value is None or value == "":
        return None
    text = plain_text(value) if isinstance(value, str) else str(value)
    if isinstance(value, bool) or not NUMBER.fullmatch(text) or int(text) > NUMBER_MAX:
        raise Refused(_("Write a whole number from 0 to 1,000,000."), field=field["code"])
    return int(text)


def _read_yes_no(field: Mapping[str, Any], value: Any) -> bool | None:
    if value in (None, ""):
        return None
    if value is True or value == "yes":
        return True
    if value is False or value == "no":
        return False
    raise Refused(_("Answer yes or no."), field=field["code"])


def _read_text(field: Mapping[str, Any], value: Any) -> str | None:
    if value is None:
        return None
    plain = plain_text(value) if isinstance(value, str) else ""
    if not isinstance(value, str) or len(plain) > TEXT_MAX or not plain.isprintable():
        raise Refused(_("Write at most %(most)d characters.") % {"most": TEXT_MAX}, field=field["code"])
    return plain or None


READERS = {
    FieldType.CHOICE: _read_choice,
    FieldType.NUMBER: _read_number,
    FieldType.YES_NO: _read_yes_no,
    FieldType.TEXT: _read_text,
}


def said_of(form: Form, given: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What was answered, as label and words, in the order of the form."""
    return list(_lines(form["fields"], given))


def _lines(fields: Iterable[Mapping[str, Any]], given: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    for field in fields:
        if field["code"] in given:
            yield label_of(field), word_of(field, given[field["code"]])


def word_of(field: Mapping[str, Any], value: Any) -> str:
    """One answer in words."""
    if field["type"] == FieldType.CHOICE:
        return next((label_of(option) for option in field["options"] if option["code"] == value), str(value))
    if field["type"] == FieldType.YES_NO:
        return str(_("yes") if value else _("no"))
    return str(value)
