"""A file of people or of places brought into a draft: sound rows are taken, the others wait to be put right."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import PurePath
from typing import Any

from django.db import connection
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from headgoose.dispatch.actions.drafting import forget_plan, get_open, note, write_demand
from headgoose.dispatch.models import Bound, Candidate, FileKind, Run, RunFile
from headgoose.dispatch.pool_matching import Pooled, match_demand, match_pool
from headgoose.dispatch.pool_sheet import DemandRow, PoolRow, Reading, read_demand, read_pool
from headgoose.dispatch.queries import find_same_file, get_run
from headgoose.dispatch.rules import POOL_MAX
from headgoose.dispatch.states import RUN
from headgoose.kernel.actor import Actor
from headgoose.kernel.bulk import insert_rows
from headgoose.kernel.clock import date_of
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.writing import action
from headgoose.places.names import plain_text
from headgoose.places.sheets import Remark

COLUMNS = (
    "run_id",
    "number",
    "mark",
    "person_id",
    "name",
    "sex",
    "born_on",
    "home_key",
    "home_level",
    "skills",
    "choices",
    "score",
    "withdrawn",
    "row",
)


def take_pool_file(
    *, by: Actor, at: datetime, run_id: int, file_name: str, content: bytes, replace: bool = False
) -> RunFile:
    """Bring a file of people into a draft. It is read before anybody else has to wait for it.

    Args:
        replace: the people who are there go first.
    """
    _check_draft(by, run_id)
    reading = read_pool(content)
    sha256 = hashlib.sha256(content).hexdigest()
    return _take_people(
        by=by, at=at, run_id=run_id, file_name=file_name, sha256=sha256, reading=reading, replace=replace
    )


def take_demand_file(*, by: Actor, at: datetime, run_id: int, file_name: str, content: bytes) -> RunFile:
    """Bring a file of places into a draft, in the place of those that are there."""
    _check_draft(by, run_id)
    reading = read_demand(content)
    sha256 = hashlib.sha256(content).hexdigest()
    return _take_places(by=by, at=at, run_id=run_id, file_name=file_name, sha256=sha256, reading=reading)


@action
def _take_people(
    *,
    by: Actor,
    at: datetime,
    run_id: int,
    file_name: str,
    sha256: str,
    reading: Reading[PoolRow],
    replace: bool,
) -> RunFile:
    run = get_open(by, run_id, "change", None)
    if not run.demand.exists():
        reason = _("Say first which places need people: choices are compared with them.")
        raise Refused(reason, Because.CONFLICT, "file")
    if replace:
        _empty_pool(run)
    else:
        _check_new(run, sha256)
    readable = [row for row in reading.rows if row.number not in reading.remarks]
    people, unmatched = match_pool(by, run, date_of(at), readable)
    write_people(run, people)
    return _keep(by, at, run, FileKind.POOL, file_name, sha256, reading, {**reading.remarks, **unmatched}, len(people))


@action
def _take_places(
    *, by: Actor, at: datetime, run_id: int, file_name: str, sha256: str, reading: Reading[DemandRow]
) -> RunFile:
    run = get_open(by, run_id, "change", None)
    _check_new(run, sha256)
    readable = [row for row in reading.rows if row.number not in reading.remarks]
    wanted, limits, unmatched = match_demand(run, readable)
    forget_plan(run)
    write_demand(by, run, wanted)
    Bound.objects.filter(run=run).delete()
    Bound.objects.bulk_create(Bound(run=run, **one._asdict()) for one in limits)
    taken = len(wanted) + len(limits)
    return _keep(by, at, run, FileKind.DEMAND, file_name, sha256, reading, {**reading.remarks, **unmatched}, taken)


@action
def leave_out_rows(*, by: Actor, at: datetime, run_id: int) -> Run:
    """Do without the rows of files that have faults."""
    run = get_open(by, run_id, "change", None)
    files = run.files.filter(settled=False)
    left_out = sum(len(file.faulty) for file in files)
    if not left_out:
        raise Refused(_("No row waits to be put right."), Because.CONFLICT)
    files.update(settled=True)
    note(by, at, "leave_out_rows", run, after={"rows": left_out})
    return run


@action
def empty_pool(*, by: Actor, at: datetime, run_id: int, version: int | None = None) -> Run:
    """Take everybody out of the pool of a draft."""
    run = get_open(by, run_id, "change", version)
    before = run.candidates.count()
    _empty_pool(run)
    note(by, at, "empty_pool", run, before={"people": before})
    return run


def write_people(run: Run, people: Sequence[Pooled]) -> None:
    """Write candidates after those that are there."""
    there = run.candidates.aggregate(last=Max("number"))["last"] or 0
    if there + len(people) > POOL_MAX:
        words = {"limit": POOL_MAX}
        raise Refused(_("A pool has at most %(limit)s people.") % words, Because.TOO_LARGE, "file")
    insert_rows(Candidate, COLUMNS, (_row(run, number, one) for number, one in enumerate(people, there + 1)))


def _row(run: Run, number: int, one: Pooled) -> tuple[Any, ...]:
    return (
        run.pk,
        number,
        one.mark,
        one.person_id,
        one.name,
        one.sex,
        one.born_on.isoformat(),
        one.home_key,
        one.home_level,
        json.dumps(one.skills, ensure_ascii=False),
        json.dumps(one.choices),
        one.score,
        False,
        one.row,
    )


def _empty_pool(run: Run) -> None:
    forget_plan(run)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM dispatch_edge WHERE run_id = %s", [run.pk])
        cursor.execute("DELETE FROM dispatch_candidate WHERE run_id = %s", [run.pk])


def _check_draft(by: Actor, run_id: int) -> None:
    run = get_run(by, run_id)
    RUN.allowed(run.state, "change")


def _check_new(run: Run, sha256: str) -> None:
    same = find_same_file(run, sha256)
    if same is not None and (same.kind == FileKind.DEMAND or same.taken):
        words = {"day": date_of(same.made_at).isoformat()}
        raise Refused(_("This very file was brought into the run on %(day)s.") % words, Because.CONFLICT, "file")


def _keep(
    by: Actor,
    at: datetime,
    run: Run,
    kind: FileKind,
    file_name: str,
    sha256: str,
    reading: Reading[Any],
    remarks: Mapping[int, Sequence[Remark]],
    taken: int,
) -> RunFile:
    """What stays of a file: earlier ones of the kind count as settled."""
    run.files.filter(kind=kind, settled=False).update(settled=True)
    faulty = [
        [row.number, row.cells, [[remark.message, remark.words] for remark in remarks[row.number]]]
        for row in reading.rows
        if row.number in remarks
    ]
    file = RunFile.objects.create(
        run=run,
        kind=kind,
        name=plain_text(PurePath(file_name.replace("\0", "")).name)[:200] or "-",
        sha256=sha256,
        made_at=at,
        taken=taken,
        header=reading.header,
        faulty=faulty,
        settled=not faulty,
    )
    after = {"file": file.name, "sha256": sha256, "taken": taken, "faulty": len(faulty)}
    note(by, at, f"take_{kind}_file", run, after=after)
    return file
