"""When a delivery is tried again, which addresses there are, and what a channel takes: pure rules."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import AT
from headgoose.kernel.keyring import make_keyring
from headgoose.kernel.refusal import Refused
from headgoose.notices.models import Service, Wants
from headgoose.notices.rules import (
    GIVEN_UP_AFTER,
    LEASE,
    TRIES_MAX,
    Address,
    address_from,
    code_of,
    is_broken,
    mask_address,
    next_wait,
    read_address,
    wants_notice,
)

TOKEN = "566cc69da782ec33c0a1d8e9f4b7566cc69da782ec33c0a1d8e9f4b7abcdef01"
WEBHOOK = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key="


def waits(chance: float) -> list[timedelta]:
    found = [next_wait(tries, chance) for tries in range(1, TRIES_MAX)]
    return [wait for wait in found if wait is not None]


def test_waits_double_up_to_four_hours_for_about_a_day() -> None:
    minutes = [wait.total_seconds() / 60 for wait in waits(0.5)]
    assert minutes == [0.5, 1, 2, 4, 8, 16, 32, 64, 128, 240, 240, 240, 240, 240]
    assert timedelta(hours=21) < sum(waits(0), timedelta()) < sum(waits(1), timedelta()) < timedelta(hours=28)
    assert next_wait(TRIES_MAX, 0.5) is None
    assert next_wait(TRIES_MAX + 7, 0.5) is None


def test_a_delivery_is_not_given_up_for_its_age_before_it_was_tried_enough() -> None:
    assert sum(waits(1), timedelta()) < GIVEN_UP_AFTER
    assert timedelta(minutes=5) > LEASE


@given(st.integers(1, TRIES_MAX - 1), st.floats(0, 1))
def test_chance_moves_a_try_by_a_tenth_at_most(tries: int, chance: float) -> None:
    middle, wait = next_wait(tries, 0.5), next_wait(tries, chance)
    assert middle is not None
    assert wait is not None
    assert abs(wait - middle) <= middle * 0.1 + timedelta(microseconds=2)


@pytest.mark.parametrize(
    ("service", "typed", "secret", "kept"),
    [
        (Service.MAIL, " li.si@example.cn ", "", Address("li.si@example.cn")),
        (Service.WECOM, "693a91f6-7xxx", "", Address("693a91f6-7xxx")),
        (Service.WECOM, WEBHOOK + "693a91f6-7xxx", "", Address("693a91f6-7xxx")),
        (Service.DINGTALK, TOKEN, "SECabc0123456789", Address(TOKEN, "SECabc0123456789")),
        (Service.DINGTALK, f"https://oapi.dingtalk.com/robot/send?access_token={TOKEN}", "", Address(TOKEN)),
        (Service.FEISHU, "https://open.feishu.cn/open-apis/bot/v2/hook/aaaa-bbbb-cccc", "", Address("aaaa-bbbb-cccc")),
    ],
)
def test_a_key_is_taken_from_what_is_copied(service: Service, typed: str, secret: str, kept: Address) -> None:
    read = read_address(service, typed, secret)
    assert read == kept
    assert address_from(read.text) == kept
    assert kept.value not in repr(read)


@pytest.mark.parametrize(
    ("service", "typed", "secret"),
    [
        (Service.MAIL, "li.si", ""),
        (Service.MAIL, "李四@example.cn", ""),
        (Service.MAIL, "a@b.cn\nBcc: c@d.cn", ""),
        (Service.MAIL, "a@b.cn, c@d.cn", ""),
        (Service.MAIL, f"{'a' * 250}@b.cn", ""),
        (Service.MAIL, "mailto://a@b.cn?smtp=127.0.0.1", ""),
        (Service.WECOM, "http://127.0.0.1:8000/", ""),
        (Service.WECOM, "https://qyapi.weixin.qq.com.evil.example/cgi-bin/webhook/send?key=693a91f6-7xxx", ""),
        (Service.WECOM, WEBHOOK + "693a91f6-7xxx&to=elsewhere", ""),
        (Service.WECOM, "short", ""),
        (Service.WECOM, "693a91f6-7xxx", "SECabc0123456789"),
        (Service.DINGTALK, "https://open.feishu.cn/open-apis/bot/v2/hook/aaaabbbbcccc", ""),
        (Service.DINGTALK, "token-with-strokes", ""),
        (Service.DINGTALK, TOKEN, "SEC with spaces"),
        (Service.FEISHU, "../../elsewhere", ""),
        (Service.FEISHU, "aaaa-bbbb-cccc@127.0.0.1", ""),
    ],
)
def test_what_leads_anywhere_else_is_refused_and_not_repeated(service: Service, typed: str, secret: str) -> None:
    with pytest.raises(Refused) as caught:
        read_address(service, typed, secret)
    assert caught.value.status == 422
    assert caught.value.field in {"address", "secret"}
    assert typed not in str(caught.value)


def test_masks_tell_little() -> None:
    assert mask_address(Service.MAIL, Address("li.si@example.cn")) == "l****@example.cn"
    assert mask_address(Service.WECOM, Address("693a91f6-7xxx")) == "****7xxx"


def test_a_channel_takes_what_it_was_told_to() -> None:
    takes = {
        (wants, kind, urgent): wants_notice(wants, ["a"], kind, urgent)
        for wants in Wants.values
        for kind in ("a", "b")
        for urgent in (True, False)
    }
    assert {case for case, taken in takes.items() if not taken} == {
        ("urgent", "a", False),
        ("urgent", "b", False),
        ("some", "b", True),
        ("some", "b", False),
    }


def test_codes_differ_by_channel_and_time_and_key(tmp_path: Path, settings: Any) -> None:
    settings.KEYS_FILE = tmp_path / "one.json"
    one = make_keyring(AT)
    settings.KEYS_FILE = tmp_path / "two.json"
    two = make_keyring(AT)
    later = datetime(2026, 6, 1, 3, tzinfo=UTC)
    codes = [code_of(1, AT, one), code_of(2, AT, one), code_of(1, later, one), code_of(1, AT, two)]
    assert len(set(codes)) == 4
    assert all(len(code) == 6 and code.isdigit() for code in codes)
    assert code_of(1, AT, one) == codes[0]


def test_a_channel_is_broken_after_three_failures_or_one_refusal() -> None:
    told = [is_broken(0, ""), is_broken(2, "timeout"), is_broken(3, "timeout"), is_broken(1, "refused 93000")]
    assert told == [False, False, True, True]
