"""Numbers are taken as people write them, and refused with a sentence where they cannot be right."""

from datetime import date

import pytest

from headgoose.kernel.refusal import Refused
from headgoose.people.models import Person
from headgoose.personal.models import FieldKind, Purpose
from headgoose.personal.rules import mask, read_reason, read_value
from headgoose.tests.personal.conftest import CARD, IDENTITY

WOMAN = Person(name="测试甲", sex="f", born_on=date(1985, 3, 5))
MAN = Person(name="测试乙", sex="m", born_on=date(1985, 3, 5))


@pytest.mark.parametrize(
    "typed",
    [
        IDENTITY,
        IDENTITY.lower(),
        "２３１２２１１９８５０３０５００２Ｘ",
        "231221 1985 0305 002x",
        "\u3000231221-19850305-002X\n",
    ],
)
def test_an_identity_number_is_taken_as_people_write_it(typed: str) -> None:
    assert read_value(FieldKind.IDENTITY, typed, WOMAN) == IDENTITY


@pytest.mark.parametrize("number", ["11010519491231002X", "440524188001010014"])
def test_the_examples_of_the_standard_have_the_right_check_digit(number: str) -> None:
    born_on = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    holder = Person(sex="m" if int(number[16]) % 2 else "f", born_on=born_on)
    assert read_value(FieldKind.IDENTITY, number, holder) == number


def test_every_single_mistyped_digit_is_found() -> None:
    for place in range(17):
        for digit in "0123456789":
            typed = IDENTITY[:place] + digit + IDENTITY[place + 1 :]
            if typed != IDENTITY:
                with pytest.raises(Refused):
                    read_value(FieldKind.IDENTITY, typed, WOMAN)


@pytest.mark.parametrize(
    ("typed", "holder", "words"),
    [
        ("231221850305002", WOMAN, "18 characters"),
        ("2312211985030500XX", WOMAN, "18 characters"),
        ("231221198503050021", WOMAN, "check digit"),
        ("", WOMAN, "18 characters"),
        ("²31221198503050020", WOMAN, "check digit"),
        (IDENTITY, MAN, "a man's"),
        (IDENTITY, Person(sex="f", born_on=date(1985, 3, 6)), "date of birth"),
    ],
)
def test_an_identity_number_that_cannot_be_is_refused(typed: str, holder: Person, words: str) -> None:
    with pytest.raises(Refused, match=words):
        read_value(FieldKind.IDENTITY, typed, holder)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("138 0013 8000", "13800138000"),
        ("＋８６－１３８００１３８０００", "13800138000"),
        ("8613800138000", "13800138000"),
        ("0455-8234567", "0455-8234567"),
        ("(010) 6552 9988", "010-65529988"),
        ("+86 0451 82345678", "0451-82345678"),
    ],
)
def test_a_telephone_is_taken_as_people_write_it(typed: str, kept: str) -> None:
    assert read_value(FieldKind.PHONE, typed, WOMAN) == kept


@pytest.mark.parametrize(
    "typed", ["12800138000", "1380013800", "138001380000", "82345678", "0012345", "abc", "+1 202 555 0100"]
)
def test_what_is_no_telephone_is_refused(typed: str) -> None:
    with pytest.raises(Refused, match="no telephone"):
        read_value(FieldKind.PHONE, typed, WOMAN)


def test_a_card_must_check_and_a_passbook_need_not() -> None:
    wrong = CARD[:-1] + str((int(CARD[-1]) + 1) % 10)
    assert read_value(FieldKind.ACCOUNT, "6222 0212 3456 7890 128", WOMAN) == CARD
    with pytest.raises(Refused, match="mistyped"):
        read_value(FieldKind.ACCOUNT, wrong, WOMAN)
    assert read_value(FieldKind.ACCOUNT, wrong, WOMAN, passbook=True) == wrong
    with pytest.raises(Refused, match="passbook"):
        read_value(FieldKind.ACCOUNT, "12345678901", WOMAN)
    assert read_value(FieldKind.ACCOUNT, "123 4567-8901", WOMAN, passbook=True) == "12345678901"


@pytest.mark.parametrize("typed", ["1234567", "1" * 31, "62220212345678A0128", "六二二二"])
def test_what_is_no_account_is_refused_even_of_a_passbook(typed: str) -> None:
    with pytest.raises(Refused, match="8 to 30"):
        read_value(FieldKind.ACCOUNT, typed, WOMAN, passbook=True)


def test_a_mask_shows_the_end_only_and_of_an_identity_number_nothing() -> None:
    assert mask(FieldKind.IDENTITY, IDENTITY) == "****"
    assert mask(FieldKind.PHONE, "13800138000") == "****8000"
    assert mask(FieldKind.ACCOUNT, CARD) == "****0128"


@pytest.mark.parametrize(
    ("purpose", "words"),
    [
        ("payment", "发钱"),
        ("payment", " \u3000 "),
        ("own", "看一下我自己的"),
        ("", "六月份津贴发放"),
        ("curiosity", "六月份津贴发放"),
        ("contact", "他的电话是 138-0013-8000"),
        ("contact", "１３８００１３８０００"),
        ("payment", "字" * 201),
    ],
)
def test_a_reason_that_says_nothing_or_too_much_is_refused(purpose: str, words: str) -> None:
    with pytest.raises(Refused):
        read_reason(purpose, words)


def test_a_reason_may_name_dates_and_documents() -> None:
    given = read_reason("payment", "黑组发〔2026〕12号 2026-06-01 至 2026-06-30 津贴")
    assert given.purpose is Purpose.PAYMENT
