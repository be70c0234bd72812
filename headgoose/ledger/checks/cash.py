"""Cash payments over the limit, and payments split so that each stays under it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from headgoose.kernel.money import show_fen
from headgoose.ledger.checks.finding import Check, Finding, KnownBook
from headgoose.ledger.checks.ground import LOOK_BACK, Ground, as_date

# Cash that goes to the bank is no payment; wages, labour fees and what members get are paid to many by one list.
NO_PAYMENT = "101, 102, 113, 212, 213, 322"
PAYMENTS = (
    'SELECT v.book_id, v.id, v.month, v."on", v.summary, e.line, e.credit_fen, e.payee, '
    "(SELECT sum(d.debit_fen) FROM ledger_entry d JOIN ledger_account da ON da.id = d.account_id "
    f"WHERE d.voucher_id = v.id AND da.top NOT IN ({NO_PAYMENT})) "
    "FROM ledger_voucher v JOIN ledger_entry e ON e.voucher_id = v.id AND e.credit_fen > 0 "
    "JOIN ledger_account a ON a.id = e.account_id AND a.top = 101 WHERE {vouchers} "
    'ORDER BY v.book_id, v."on", v.id, e.line'
)


@dataclass
class Payment:
    """What one voucher paid in cash to one payee."""

    book: KnownBook
    voucher_id: int
    month: int
    on: date
    whom: str
    line: int
    amount_fen: int

    @property
    def subject(self) -> str:
        """Its name for findings: the voucher, and the line where the payee first stands."""
        return f"voucher:{self.voucher_id}:{self.line}"


def _payments(ground: Ground) -> list[Payment]:
    found: dict[tuple[int, str], Payment] = {}
    for book, voucher, month, on, summary, line, fen, payee, paid in ground.standing(
        PAYMENTS, ground.since - LOOK_BACK
    ):
        if paid is None:
            continue
        if (voucher, payee) in found:
            payment = found[voucher, payee]
            payment.amount_fen = min(payment.amount_fen + fen, int(paid))
        else:
            whom = f"payee {payee}" if payee else f"summary {summary}"
            one = Payment(ground.by_id[book], voucher, month, as_date(on), whom, line, min(fen, int(paid)))
            found[voucher, payee] = one
    return [payment for payment in found.values() if payment.amount_fen > 0]


def over_limit(ground: Ground) -> Iterator[Finding]:
    """Single payments above the limit of their day."""
    for payment in _payments(ground):
        limit = ground.thresholds.value("cash_limit", payment.on)
        if payment.on >= ground.since and limit is not None and payment.amount_fen > limit:
            yield Finding(
                "cash_over_limit",
                payment.book,
                payment.subject,
                payment.on,
                payment.month,
                _("%(amount)s yuan were paid in cash at once; the limit is %(limit)s yuan."),
                {"amount": show_fen(payment.amount_fen), "limit": show_fen(limit)},
                payment.amount_fen,
                (payment.voucher_id,),
            )


def split(ground: Ground) -> Iterator[Finding]:
    """Payments each within the limit that within a few days exceed it together."""
    by_whom: dict[tuple[int, str], list[Payment]] = defaultdict(list)
    for payment in _payments(ground):
        limit = ground.thresholds.value("cash_limit", payment.on)
        if limit is not None and payment.amount_fen <= limit:
            by_whom[payment.book.pk, payment.whom].append(payment)
    for payments in by_whom.values():
        for group in _groups(ground, payments):
            if group[-1].on >= ground.since:
                yield _split_finding(ground, group)


def _groups(ground: Ground, payments: list[Payment]) -> Iterable[list[Payment]]:
    """Stretches of days that together exceed the limit; those that overlap are one."""
    found: list[tuple[int, int]] = []
    for first, payment in enumerate(payments):
        limit = ground.thresholds.value("cash_limit", payment.on) or 0
        days = ground.thresholds.value("split_days", payment.on) or 0
        last, total = first, payment.amount_fen
        while last + 1 < len(payments) and (payments[last + 1].on - payment.on).days < days:
            last += 1
            total += payments[last].amount_fen
        if last > first and total > limit:
            if found and first <= found[-1][1]:
                found[-1] = (found[-1][0], max(last, found[-1][1]))
            else:
                found.append((first, last))
    return [payments[first : last + 1] for first, last in found]


def _split_finding(ground: Ground, group: list[Payment]) -> Finding:
    total, first, last = sum(payment.amount_fen for payment in group), group[0], group[-1]
    said = {
        "count": len(group),
        "first": first.on.isoformat(),
        "last": last.on.isoformat(),
        "amount": show_fen(total),
        "limit": show_fen(ground.thresholds.value("cash_limit", first.on) or 0),
    }
    sentence = (
        _("%(count)s cash payments to one payee from %(first)s to %(last)s come to %(amount)s yuan; the limit is "
          "%(limit)s yuan.")
        if first.whom.startswith("payee ")
        else _("%(count)s cash payments for the same thing from %(first)s to %(last)s come to %(amount)s yuan; the "
               "limit is %(limit)s yuan.")
    )  # fmt: skip
    vouchers = tuple(dict.fromkeys(payment.voucher_id for payment in group))
    return Finding("cash_split", first.book, first.subject, last.on, last.month, sentence, said, total, vouchers)


CHECKS = (
    Check(
        code="cash_over_limit",
        name=_("Cash payment over the limit"),
        definition=_(
            "A voucher credits account 101 to one payee with more than the limit. Cash taken to the bank (102), wages "
            "and labour fees (212, 213), and what members get (113, 322) are not counted: those are paid to many by "
            "one list. A voucher that has been reversed is passed over."
        ),
        find=over_limit,
        order=20,
        thresholds=("cash_limit",),
    ),
    Check(
        code="cash_split",
        name=_("Cash payment split under the limit"),
        definition=_(
            "Several cash payments, none of them over the limit, to the same payee, or, where no payee is named, with "
            "the same summary, exceed it together within a few days, the first and the last both counted. Stretches "
            "that overlap are one finding."
        ),
        find=split,
        order=21,
        thresholds=("cash_limit", "split_days"),
    ),
)
