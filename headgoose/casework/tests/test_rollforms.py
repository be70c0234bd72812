"""Short forms as data: presets are valid, what is none is refused, answers are read strictly."""

from typing import Any

import pytest
from django.utils import translation

from headgoose.casework.models import RollKind
from headgoose.casework.rollforms import check_form, preset, read_given, said_of
from headgoose.kernel.refusal import Refused

STATUS = preset("drill")["fields"][0]


def question(**said: Any) -> dict[str, Any]:
    """A question of a form."""
    return {"code": "boats", "type": "number", "zh": "船只", "en": "Boats", "required": False, **said}


@pytest.mark.parametrize("kind", RollKind.values)
def test_every_preset_is_a_form(kind: str) -> None:
    form = preset(kind)
    assert check_form(form) == form
    assert form["fields"][0]["code"] == "status"


@pytest.mark.parametrize(
    "fields",
    [
        [],
        [question()],
        [STATUS, STATUS],
        [STATUS, *(question(code=f"q{number}") for number in range(12))],
        [STATUS, question(code="Boats")],
        [STATUS, question(type="date")],
        [STATUS, question(zh="")],
        [STATUS, question(en="x" * 41)],
        [STATUS, question(required="yes")],
        [STATUS, question(extra=1)],
        [STATUS, question(code="count", type="text")],
        [STATUS, question(code="picture", type="photo")],
        [STATUS, question(type="choice")],
        [STATUS, question(type="choice", options=[{"code": "a", "zh": "甲", "en": ""}])],
        [STATUS, question(type="choice", options=[{"code": "a", "zh": "甲", "en": ""}] * 2)],
        [{**STATUS, "type": "text"}],
        "status",
        None,
    ],
)
def test_what_is_no_form_is_refused(fields: Any) -> None:
    with pytest.raises(Refused) as refused:
        check_form({"fields": fields})
    assert refused.value.field == "form"


def test_answers_are_read_as_their_types() -> None:
    form = preset("flood")
    given = {"status": "affected", "count": "12", "water": "yes", "needs": " 沙袋 ", "moved": ""}
    assert read_given(form, given, has_photo=True) == {
        "status": "affected",
        "count": 12,
        "water": True,
        "needs": "沙袋",
    }


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({}, "status"),
        ({"status": "fine"}, "status"),
        ({"status": "all_well", "count": "1.5"}, "count"),
        ({"status": "all_well", "count": True}, "count"),
        ({"status": "all_well", "count": "1000001"}, "count"),
        ({"status": "all_well", "water": "maybe"}, "water"),
        ({"status": "all_well", "water": 1}, "water"),
        ({"status": "all_well", "needs": "x" * 201}, "needs"),
        ({"status": "all_well", "needs": ["boat"]}, "needs"),
        ({"status": "all_well", "colour": "red"}, "given"),
    ],
)
def test_an_answer_that_does_not_fit_is_refused_beside_its_field(given: dict[str, Any], field: str) -> None:
    with pytest.raises(Refused) as refused:
        read_given(preset("flood"), given, has_photo=False)
    assert refused.value.field == field


def test_a_photo_is_taken_only_where_it_is_asked_for() -> None:
    with pytest.raises(Refused) as refused:
        read_given(preset("drill"), {"status": "all_well"}, has_photo=True)
    assert refused.value.field == "photo"


def test_an_answer_is_told_in_the_readers_language() -> None:
    form, given = preset("flood"), {"status": "all_well", "water": False}
    with translation.override("en"):
        assert said_of(form, given) == [("How it stands", "All well"), ("Water in houses", "no")]
    with translation.override("zh-hans"):
        assert said_of(form, given)[0] == ("现在怎么样", "一切平安")
