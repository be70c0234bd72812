"""A file of rows brought into a draft: sound rows become lines, the others wait to be put right or left out."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import PurePath

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from headgoose.kernel.actor import Actor
from headgoose.kernel.clock import date_of
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.writing import action
from headgoose.orders.actions.drafting import check_is_maker, get_own_draft, note, write_lines
from headgoose.orders.matching import match_rows
from headgoose.orders.models import OrderFile, OrderLine, OrderPaper, Verb
from headgoose.orders.queries import find_same_file, get_paper
from headgoose.orders.resolving import DraftLine
from headgoose.orders.rules import area_of_place
from headgoose.orders.spreadsheet import Reading, read_rows
from headgoose.orders.states import ORDER_PAPER
from headgoose.places.names import plain_text
from headgoose.places.sheets import Remark


def take_file(
    *,
    by: Actor,
    at: datetime,
    paper_id: int,
    file_name: str,
    content: bytes,
    replace: bool = False,
    even_if_known: bool = False,
) -> OrderFile:
    """Bring a file into a draft. It is read before anybody else has to wait for it.

    Args:
        replace: the lines that are there go first.
        even_if_known: also when the very same file is in an order already.
    """
    paper = get_paper(by, paper_id)
    ORDER_PAPER.allowed(paper.state, "change")
    check_is_maker(by, paper)
    reading = read_rows(content)
    return _take_rows(
        by=by,
        at=at,
        paper_id=paper_id,
        file_name=file_name,
        sha256=hashlib.sha256(content).hexdigest(),
        reading=reading,
        replace=replace,
        even_if_known=even_if_known,
    )


@action
def _take_rows(
    *,
    by: Actor,
    at: datetime,
    paper_id: int,
    file_name: str,
    sha256: str,
    reading: Reading,
    replace: bool,
    even_if_known: bool,
) -> OrderFile:
    paper = get_own_draft(by, paper_id)
    _check_new(by, sha256, even_if_known)
    if replace:
        OrderLine.objects.filter(paper=paper).delete()
    readable = [row for row in reading.rows if row.number not in reading.remarks]
    area = area_of_place(paper.place_id)
    lines, unmatched = match_rows(by, area, paper.effective_on, date_of(at), readable)
    lines, doubled = _without_known(paper, lines)
    write_lines(by, paper, lines)
    paper.files.filter(settled=False).update(settled=True)
    remarks = {**reading.remarks, **unmatched, **doubled}
    faulty = _faulty(reading, remarks)
    file = OrderFile.objects.create(
        paper=paper,
        name=plain_text(PurePath(file_name.replace("\0", "")).name)[:200] or "-",
        sha256=sha256,
        made_at=at,
        taken=len(lines),
        header=reading.header,
        faulty=faulty,
        settled=not faulty,
    )
    after = {"file": file.name, "sha256": sha256, "lines": len(lines), "faulty": len(faulty), "replaced": replace}
    note(by, at, "take_file", paper, after=after)
    return file


@action
def leave_out_rows(*, by: Actor, at: datetime, paper_id: int) -> OrderPaper:
    """Do without the rows of a file that have faults."""
    paper = get_own_draft(by, paper_id)
    files = paper.files.filter(settled=False)
    left_out = sum(len(file.faulty) for file in files)
    if not left_out:
        raise Refused(_("No row waits to be put right."), Because.CONFLICT)
    files.update(settled=True)
    note(by, at, "leave_out_rows", paper, after={"rows": left_out})
    return paper


def _check_new(by: Actor, sha256: str, even_if_known: bool) -> None:
    same = find_same_file(by, sha256)
    if same is not None and not even_if_known:
        words = {"number": same.paper.number, "day": date_of(same.made_at).isoformat()}
        reason = _("This very file was brought into the order %(number)s on %(day)s.") % words
        raise Refused(reason, Because.CONFLICT, "file", known=True)


def _without_known(paper: OrderPaper, lines: Sequence[DraftLine]) -> tuple[list[DraftLine], dict[int, list[Remark]]]:
    """The lines that the paper does not have yet, and remarks on the rows of the others."""
    columns = ("verb", "post_id", "tenure_id", "person_id", "name", "born_on", "number")
    there = {_same(*row[:6]): row[6] for row in OrderLine.objects.filter(paper=paper).values_list(*columns)}
    fresh, remarks = [], {}
    for line in lines:
        new = line.newcomer
        name, born_on = (new.name, new.born_on) if new else ("", None)
        number = there.get(_same(line.verb, line.post_id, line.tenure_id, line.person_id, name, born_on))
        if number is None or line.row is None:
            fresh.append(line)
            continue
        message = gettext_noop("The order has this already, as line %(line)s.")
        remarks[line.row] = [Remark(line.row, message, {"line": str(number)})]
    return fresh, remarks


def _same(verb: str, post_id: int | None, tenure_id: int | None, person_id: int | None, *new: object) -> object:
    """What two lines that say the same have alike."""
    return (verb, tenure_id) if verb == Verb.END else (verb, post_id, tenure_id or person_id, *new)


def _faulty(reading: Reading, remarks: Mapping[int, Sequence[Remark]]) -> list[list[object]]:
    """The rows with a fault as they are kept: number, cells, and what is wrong."""
    return [
        [row.number, row.cells, [[remark.message, remark.words] for remark in remarks[row.number]]]
        for row in reading.rows
        if row.number in remarks
    ]
