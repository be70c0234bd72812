"""What can be typed about vouchers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from headgoose.kernel.money import parse_fen, show_fen
from headgoose.kernel.refusal import Refused
from headgoose.ledger.models import Payee
from headgoose.ledger.posting import Posting
from headgoose.ledger.rules import DOCUMENTS_MAX, PAYEE_MAX, SUMMARY_MAX, WHY_AT_LEAST
from headgoose.ledger.typed_accounts import TypedAccounts
from headgoose.places.forms import DayField
from headgoose.places.names import plain_text

# So many lines have room in one request; a longer voucher comes in a file.
FORM_LINES_MAX = 150
LINES_AT_FIRST, LINES_MORE = 4, 5
TYPED_MAX = 200
CELLS = ("account", "line_summary", "debit", "credit", "payee", "payee_kind")
REVERSAL_WHY_MAX = 90


class LedgerForm(forms.Form):
    """A form that shows why an action refused, beside the field that it is about."""

    status = 422

    def refuse(self, refused: Refused) -> None:
        """Show a refusal."""
        self.add_error(refused.field if refused.field in self.fields else None, str(refused))
        self.status = refused.status


class HeadForm(LedgerForm):
    """What stands above the lines of a voucher."""

    on = DayField(_("Date"))
    documents = forms.IntegerField(
        label=_("Documents attached"), min_value=0, max_value=DOCUMENTS_MAX, initial=0, required=False
    )
    summary = forms.CharField(label=_("Summary"), max_length=SUMMARY_MAX, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Neither is left out for good: none means 0, and the first line may say it.
        for name in ("documents", "summary"):
            self.fields[name].demanded = True  # type: ignore[attr-defined]


class WhyForm(LedgerForm):
    """A reason in words."""

    why = forms.CharField(
        label=_("Reason"), min_length=WHY_AT_LEAST, max_length=REVERSAL_WHY_MAX, widget=forms.TextInput
    )


class ReversalForm(WhyForm):
    """Why a voucher is taken back, and the date of its reversal."""

    on = DayField(_("Date of the reversal"), _("In a month that is open."))


@dataclass
class TypedLine:
    """One line of a voucher as it was typed, with what is wrong beside its cells."""

    account: str = ""
    line_summary: str = ""
    debit: str = ""
    credit: str = ""
    payee: str = ""
    payee_kind: str = ""
    side: str = ""
    faults: dict[str, str] = field(default_factory=dict, init=False)

    @property
    def is_blank(self) -> bool:
        """Whether nothing was typed that makes it a line."""
        return not (self.account or self.debit or self.credit or self.payee)

    def read(self, accounts: TypedAccounts) -> Posting | None:
        """The line as it is posted, or None with its faults noted."""
        account = self._read("account", lambda: accounts.find(self.account)) if self.account else None
        if not self.account:
            self.faults["account"] = str(_("Which account?"))
        debit, credit = (
            self._read(side, lambda side=side: _amount(getattr(self, side))) for side in ("debit", "credit")
        )
        if debit and credit:
            self.faults["credit"] = str(_("An amount stands on one side only."))
        elif not (debit or credit or {"debit", "credit"} & self.faults.keys()):
            self.faults["debit"] = str(_("An amount is missing."))
        self._check_words()
        if self.faults or account is None:
            return None
        return Posting(
            account.pk,
            account.code,
            debit_fen=debit or 0,
            credit_fen=credit or 0,
            summary=self.line_summary,
            payee=self.payee,
            payee_kind=self.payee_kind if self.payee else "",
        )

    def _check_words(self) -> None:
        if len(self.line_summary) > SUMMARY_MAX or not self.line_summary.isprintable():
            self.faults["line_summary"] = str(_("At most 120 characters."))
        if len(self.payee) > PAYEE_MAX or not self.payee.isprintable():
            self.faults["payee"] = str(_("At most 60 characters."))
        if self.payee and self.payee_kind not in {Payee.UNIT, Payee.PERSON}:
            self.faults["payee_kind"] = str(_("Whose account?"))

    def _read(self, cell: str, read: Any) -> Any:
        try:
            return read()
        except Refused as refused:
            self.faults[cell] = str(refused)
            return None


def _amount(typed: str) -> int:
    if not typed:
        return 0
    amount = parse_fen(typed)
    if amount < 0:
        raise Refused(_("An amount is not negative; reverse the voucher that was wrong."), field="amount")
    return amount


def typed_lines(sent: QueryDict) -> list[TypedLine]:
    """The lines of a form, blank ones too."""
    columns = [[plain_text(text[:TYPED_MAX]) for text in sent.getlist(cell)[:FORM_LINES_MAX]] for cell in CELLS]
    # The cells are the first fields of a line, in order.
    return [TypedLine(*cells) for cells in zip_longest(*columns, fillvalue="")]


def lines_of_postings(postings: Iterable[Posting], names: dict[int, str]) -> list[TypedLine]:
    """The lines of a voucher as somebody would type them."""
    return [
        TypedLine(
            account=names.get(one.account_id, one.code),
            line_summary=one.summary,
            debit=show_fen(one.debit_fen) if one.debit_fen else "",
            credit=show_fen(one.credit_fen) if one.credit_fen else "",
            payee=one.payee,
            payee_kind=one.payee_kind,
        )
        for one in postings
    ]


@dataclass
class VoucherEntry:
    """A voucher being typed: its head, its lines, and what is wrong with the whole."""

    head: HeadForm
    lines: list[TypedLine]
    accounts: TypedAccounts
    faults: list[str] = field(default_factory=list)
    status: int = 200

    def pad(self, least: int = LINES_AT_FIRST) -> None:
        """Add blank lines until there are so many."""
        self.lines += [TypedLine() for _line in range(min(least, FORM_LINES_MAX) - len(self.lines))]

    def copy_down(self) -> None:
        """Give each line without a summary that of the line above, the first one that of the voucher."""
        above = plain_text(str(self.head.data.get("summary", ""))[:TYPED_MAX])
        for line in self.lines:
            if not line.is_blank:
                line.line_summary = above = line.line_summary or above

    def read(self) -> dict[str, Any] | None:
        """What an action is told, or None with everything that is wrong noted."""
        head_fits = self.head.is_valid()
        used = [line for line in self.lines if not line.is_blank]
        postings = [line.read(self.accounts) for line in used]
        entries = [posting for posting in postings if posting is not None]
        if len(used) < 2:
            self.faults.append(str(_("A voucher has at least two lines.")))
        elif len(entries) == len(used):
            self._weigh(entries)
        said = self.head.cleaned_data
        summary = said.get("summary") or next((line.line_summary for line in used if line.line_summary), "")
        if not summary and "summary" not in self.head.errors:
            self.head.add_error("summary", _("Say what it is for, here or in the first line."))
        if self.faults or len(entries) != len(used) or not head_fits or self.head.errors:
            self.status = 422
            return None
        return {"on": said["on"], "documents": said["documents"] or 0, "summary": summary, "entries": entries}

    def _weigh(self, entries: Sequence[Posting]) -> None:
        debit, credit = sum(e.debit_fen for e in entries), sum(e.credit_fen for e in entries)
        if debit != credit:
            words = {"debit": show_fen(debit), "credit": show_fen(credit), "more": show_fen(abs(debit - credit))}
            if debit > credit:
                fault = _("It does not balance: debits %(debit)s, credits %(credit)s; %(more)s is missing in credit.")
            else:
                fault = _("It does not balance: debits %(debit)s, credits %(credit)s; %(more)s is missing in debit.")
            self.faults.append(str(fault % words))

    def refuse(self, refused: Refused) -> None:
        """Show why an action refused."""
        used = [line for line in self.lines if not line.is_blank]
        number = refused.details.get("line")
        if isinstance(number, int) and 1 <= number <= len(used):
            used[number - 1].faults["debit"] = str(refused)
        elif refused.field in self.head.fields:
            self.head.add_error(refused.field, str(refused))
        else:
            self.faults.append(str(refused))
        self.status = refused.status
