"""Vouchers and amounts as books write them."""

from django.utils.translation import pgettext

from headgoose.ledger.models import Voucher, VoucherState
from headgoose.ledger.months import show_month

DIGITS = "零壹贰叁肆伍陆柒捌玖"
PLACES = ["", "拾", "佰", "仟"]
GROUPS = ["", "万", "亿", "万亿"]


def number_of(voucher: Voucher) -> str:
    """`No. 12`, in Chinese 记-12; the state of one that has no number yet."""
    if voucher.number is None:
        return str(VoucherState(voucher.state).label)
    return pgettext("number of a voucher", "No. %(number)d") % {"number": voucher.number}


def name_of(voucher: Voucher) -> str:
    """A voucher among others of its book: month and number."""
    return f"{show_month(voucher.month)} {number_of(voucher)}"


def in_capitals(fen: int) -> str:
    """An amount in the capitals that cannot be altered, as Chinese vouchers and banks write it: 壹仟贰佰元伍角整."""
    yuan, rest = divmod(abs(fen), 100)
    jiao, cents = divmod(rest, 10)
    words = f"{_whole(yuan)}元" if yuan else ""
    if jiao:
        words += f"{DIGITS[jiao]}角"
    elif cents and yuan:
        words += "零"
    if cents:
        words += f"{DIGITS[cents]}分"
    if not words:
        words = "零元"
    return ("红字 " if fen < 0 else "") + words + ("" if cents else "整")


def _whole(number: int) -> str:
    groups = []
    while number:
        number, group = divmod(number, 10_000)
        groups.append(group)
    words, gap = "", False
    for place in range(len(groups) - 1, -1, -1):
        group = groups[place]
        if group == 0:
            gap = bool(words)
            continue
        words += ("零" if words and (gap or group < 1000) else "") + _group(group) + GROUPS[place]
        gap = False
    return words


def _group(number: int) -> str:
    words, gap = "", False
    for place in range(3, -1, -1):
        digit = number // 10**place % 10
        if digit:
            words += ("零" if gap and words else "") + DIGITS[digit] + PLACES[place]
            gap = False
        else:
            gap = True
    return words
