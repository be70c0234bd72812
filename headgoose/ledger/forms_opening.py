"""What can be typed about opening balances."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from headgoose.kernel.money import MOST_FEN, parse_fen, show_fen
from headgoose.kernel.refusal import Because, Refused
from headgoose.ledger.actions.opening import Opening
from headgoose.ledger.forms_book import BookForm
from headgoose.ledger.models import Account
from headgoose.ledger.old_books import CODE_MAX, LINES_MAX, NAME_MAX, OldLine, passage_of

TYPED_MAX = 40


@dataclass
class Row:
    """An account with what was typed on its two sides."""

    account: Account
    debit: str = ""
    credit: str = ""
    fault: str = ""


@dataclass
class Typed:
    """The table of opening balances as it was typed."""

    rows: list[Row]
    balances: list[Opening] = field(default_factory=list)

    @property
    def has_faults(self) -> bool:
        """Whether something typed is no amount."""
        return any(row.fault for row in self.rows)

    @property
    def debit_fen(self) -> int:
        """The sum of the debits that could be read."""
        return sum(one.debit_fen for one in self.balances)

    @property
    def credit_fen(self) -> int:
        """The sum of the credits that could be read."""
        return sum(one.credit_fen for one in self.balances)


def filled(accounts: Iterable[Account], balances: Mapping[str, int]) -> Typed:
    """The table with balances (debit - credit in fen) that are known."""
    typed = Typed([])
    for account in accounts:
        fen = balances.get(account.code, 0)
        row = Row(account, show_fen(fen) if fen > 0 else "", show_fen(-fen) if fen < 0 else "")
        typed.rows.append(row)
        if fen:
            typed.balances.append(Opening(account.code, max(fen, 0), max(-fen, 0)))
    return typed


def read_typed(accounts: Iterable[Account], said: Mapping[str, str]) -> Typed:
    """The table as a request has it; what is no amount is remarked upon in its row."""
    typed = Typed([])
    for account in accounts:
        debit, credit = (str(said.get(f"{side}-{account.code}", ""))[:TYPED_MAX] for side in ("debit", "credit"))
        row = Row(account, debit, credit)
        typed.rows.append(row)
        try:
            debit_fen, credit_fen = (parse_fen(text) if text.strip() else 0 for text in (debit, credit))
        except Refused as refused:
            row.fault = str(refused)
            continue
        if debit_fen < 0 or credit_fen < 0:
            row.fault = _("A negative balance stands on the other side.")
        elif debit_fen or credit_fen:
            typed.balances.append(Opening(account.code, debit_fen, credit_fen))
    return typed


class OldBooksForm(BookForm):
    """The file of a trial balance."""

    file = forms.FileField(
        label=gettext_lazy("Trial balance of the old books"),
        help_text=gettext_lazy(
            "Excel or CSV with the columns code, name, debit balance, credit balance (科目编码, 科目名称, 借方余额, "
            "贷方余额); the chart of 2004."
        ),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.xlsx,.xls,.ods"}),
    )


@dataclass
class Chosen:
    """A balance of the old books with the account it passes to."""

    line: OldLine
    to: str
    source: str
    fault: str = ""

    @property
    def is_detail(self) -> bool:
        """Whether it was a detail in the old books."""
        return bool(self.line.detail)


def first_choice(lines: Iterable[OldLine]) -> list[Chosen]:
    """Lines with what the mapping table says."""
    found = []
    for line in lines:
        passage = passage_of(line.code)
        to, source = (passage.new_code, passage.source) if passage else ("", _("not in the chart of 2004"))
        found.append(Chosen(line, to, source))
    return found


def pack(lines: Sequence[OldLine]) -> str:
    """Lines as a hidden field carries them from the preview to the draft."""
    return json.dumps([[one.row, one.code, one.name, one.debit_fen, one.credit_fen] for one in lines])


def unpack(text: str) -> list[OldLine]:
    """What `pack` made. Raises Refused for anything else."""
    try:
        rows = json.loads(text)
        lines = [OldLine(*row) for row in rows]
    except (ValueError, TypeError, RecursionError):
        lines = []
    if not 0 < len(lines) <= LINES_MAX or not all(map(_is_sound, lines)):
        raise Refused(_("Bring the file in again: the page no longer holds its balances."), Because.INVALID)
    return lines


def _is_sound(line: OldLine) -> bool:
    numbers = (line.row, line.debit_fen, line.credit_fen)
    texts = (line.code, line.name)
    return (
        all(type(number) is int and 0 <= number <= MOST_FEN for number in numbers)
        and all(isinstance(text, str) for text in texts)
        and line.code.isdigit()
        and len(line.code) <= CODE_MAX
        and len(line.name) <= NAME_MAX
    )
