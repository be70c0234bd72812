"""Ways to falsify the trail behind the application's back, each with what a check must then say at least.

A trick takes the trail as it is and a source of chance, changes the database or the file of heads, and returns the
names that the check owes: (kind, number of the act, seal or line).
"""

import hashlib
import random
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import connection

from headgoose.records.actions import COLUMNS
from headgoose.records.findings import Kind
from headgoose.records.models import Act, Seal
from headgoose.records.sealing import LEAF_BYTES, act_rows, hasher, head_of, leaves_of, make_seal

Owed = set[tuple[Kind, int]]
OTHERS = [name for name in COLUMNS if name != "id"]


@dataclass
class Trail:
    """A sealed trail: the numbers of its acts, those that are free between them, its seals and its file."""

    acts: list[int]
    free: list[int]
    seals: list[int]
    heads: Path
    text: str

    def seal_of(self, act: int) -> Seal:
        """The seal over an act."""
        return Seal.objects.get(first_act__lte=act, last_act__gte=act)


def run(query: str, *values: Any) -> None:
    """Straight into the database."""
    with connection.cursor() as cursor:
        cursor.execute(query, values)


def edit(act: int, draw: random.Random) -> None:
    """Change one field of an act to something else."""
    before = act_rows(act - 1, 1)
    while act_rows(act - 1, 1) == before:
        _set_a_field(act, draw)


def _set_a_field(act: int, draw: random.Random) -> None:
    json = "%s::jsonb" if connection.vendor == "postgresql" else "%s"
    changes = [
        ("at", "%s", f"2026-05-{draw.randint(1, 28):02} 03:04:05.{draw.randint(1, 999999):06}+00:00"),
        ("actor_label", "%s", f"somebody else {draw.random()}"),
        ("user_id", "%s", draw.randint(1000, 10**9)),
        ("origin", "%s", f"10.0.{draw.randint(0, 255)}.{draw.randint(0, 255)}"),
        ("room", "%s", "elsewhere"),
        ("verb", "%s", draw.choice(["people.nothing", "people.issue_order "])),
        ("subject", "%s", f"people.tenure:{draw.randint(10**6, 10**7)}"),
        ("place_key", "%s", draw.choice([None, 230000000000000])),
        ("touches_from", "%s", f"20{draw.randint(27, 99)}-02-03"),
        ("before", json, draw.choice(["null", '{"n": "1"}', '{"n": 1, "m": 2}'])),
        ("after", json, draw.choice([None, '{"name": "x"}', "[]"])),
    ]
    column, value, new = draw.choice(changes)
    if connection.vendor == "sqlite" and column == "at":
        new = str(new).removesuffix("+00:00")
    run(f'UPDATE records_act SET "{column}" = {value} WHERE id = %s', new, act)


def copy_act(source: int, number: int) -> None:
    """A new act like another, by another person."""
    columns = ", ".join(f'"{name}"' for name in OTHERS)
    chosen = ", ".join("'a stranger'" if name == "actor_label" else f'"{name}"' for name in OTHERS)
    run(f"INSERT INTO records_act (id, {columns}) SELECT %s, {chosen} FROM records_act WHERE id = %s", number, source)


def rebuild(trail: Trail, first: int) -> None:
    """Compute seals anew from one on, with the acts that are there, so that the chain holds again."""
    for number in range(first, trail.seals[-1] + 1):
        old = Seal.objects.get(number=number)
        before = Seal.objects.filter(number=number - 1).first()
        rows = act_rows(before.last_act if before else -(2**63), 10**6, old.last_act)
        new = make_seal(rows, before, old.algorithm, old.sealed_at)
        Seal.objects.filter(number=number).delete()
        new.save(force_insert=True)


def edited(trail: Trail, draw: random.Random) -> Owed:
    acts = draw.sample(trail.acts, draw.choice([1, 1, 2, 5]))
    for act in acts:
        edit(act, draw)
    return {(Kind.ACT_EDITED, act) for act in acts}


def deleted(trail: Trail, draw: random.Random) -> Owed:
    acts = draw.sample(trail.acts, draw.choice([1, 1, 2, 7]))
    for act in acts:
        run("DELETE FROM records_act WHERE id = %s", act)
    return {(Kind.ACT_DELETED, act) for act in acts}


def inserted(trail: Trail, draw: random.Random) -> Owed:
    numbers = draw.sample(trail.free, draw.choice([1, 1, 3]))
    for number in numbers:
        copy_act(draw.choice(trail.acts), number)
    return {(Kind.ACT_INSERTED, number) for number in numbers}


def reordered(trail: Trail, draw: random.Random) -> Owed:
    """Two or three acts change their numbers in a ring."""
    acts = draw.sample(trail.acts, draw.choice([2, 2, 3]))
    for place, act in enumerate(acts):
        run("UPDATE records_act SET id = %s WHERE id = %s", 10**9 + place, act)
    for place in range(len(acts)):
        run("UPDATE records_act SET id = %s WHERE id = %s", acts[(place + 1) % len(acts)], 10**9 + place)
    return {(Kind.ACT_MOVED, act) for act in acts}


def renumbered(trail: Trail, draw: random.Random) -> Owed:
    number = draw.choice(trail.free)
    run("UPDATE records_act SET id = %s WHERE id = %s", number, draw.choice(trail.acts))
    return {(Kind.ACT_MOVED, number)}


def acts_cut_off(trail: Trail, draw: random.Random) -> Owed:
    first = draw.choice(trail.acts)
    run("DELETE FROM records_act WHERE id >= %s", first)
    return {(Kind.ACT_DELETED, act) for act in trail.acts if act >= first}


def all_cut_off(trail: Trail, draw: random.Random) -> Owed:
    """Acts and their seals are cut off together: the database alone holds together again."""
    first = draw.choice(trail.seals)
    from_act = Seal.objects.get(number=first).first_act
    run("DELETE FROM records_act WHERE id >= %s", from_act)
    run("DELETE FROM records_seal WHERE number >= %s", first)
    return {(Kind.SEAL_CUT_OFF, number) for number in trail.seals if number >= first}


def leaf_mended(trail: Trail, draw: random.Random) -> Owed:
    """An act is edited and its hash in the seal with it."""
    act = draw.choice(trail.acts)
    seal = trail.seal_of(act)
    edit(act, draw)
    _mend_leaf(seal, act)
    run("UPDATE records_seal SET leaves = %s WHERE number = %s", seal.leaves, seal.number)
    return {(Kind.LEAVES_EDITED, seal.number)}


def root_mended(trail: Trail, draw: random.Random) -> Owed:
    """The same with the seal's root."""
    act = draw.choice(trail.acts)
    seal = trail.seal_of(act)
    edit(act, draw)
    _mend_leaf(seal, act)
    root = hasher(seal.algorithm)(bytes(seal.leaves)).hex()
    run("UPDATE records_seal SET leaves = %s, root = %s WHERE number = %s", seal.leaves, root, seal.number)
    return {(Kind.SEAL_EDITED, seal.number)}


def hash_mended(trail: Trail, draw: random.Random) -> Owed:
    """The same with the seal's hash, so that only the next seal and the file know."""
    act = draw.choice(trail.acts)
    seal = trail.seal_of(act)
    edit(act, draw)
    _mend_leaf(seal, act)
    seal.root = hasher(seal.algorithm)(bytes(seal.leaves)).hex()
    values = (seal.leaves, seal.root, head_of(seal).hash, seal.number)
    run("UPDATE records_seal SET leaves = %s, root = %s, hash = %s WHERE number = %s", *values)
    unchained = {(Kind.SEAL_UNCHAINED, seal.number + 1)} if seal.number < trail.seals[-1] else set()
    return {(Kind.SEAL_REBUILT, seal.number), *unchained}


def _mend_leaf(seal: Seal, act: int) -> None:
    new = leaves_of(act_rows(act - 1, 1), hasher(seal.algorithm))
    leaves = bytes(seal.leaves)
    at = next(at for at in range(0, len(leaves), LEAF_BYTES) if leaves[at : at + 8] == new[:8])
    seal.leaves = leaves[:at] + new + leaves[at + LEAF_BYTES :]


def chain_rebuilt(trail: Trail, draw: random.Random) -> Owed:
    """Edited, deleted or inserted, and every hash after it computed anew."""
    act = draw.choice(trail.acts)
    seal = trail.seal_of(act)
    free = [number for number in trail.free if seal.first_act < number < seal.last_act]
    kind = draw.choice(["edit", "delete", "insert"])
    if kind == "delete":
        run("DELETE FROM records_act WHERE id = %s", act)
    elif kind == "insert" and free:
        copy_act(act, draw.choice(free))
    else:
        edit(act, draw)
    rebuild(trail, seal.number)
    return {(Kind.SEAL_REBUILT, number) for number in trail.seals if number >= seal.number}


def seal_edited(trail: Trail, draw: random.Random) -> Owed:
    number = draw.choice(trail.seals)
    column, value = draw.choice(
        [
            ("first_act", "first_act - 1"),
            ("last_act", "last_act + 1"),
            ("count", "count + 1"),
            ("algorithm", "'sha1'"),
            ("root", f"'{hashlib.sha256(draw.randbytes(8)).hexdigest()}'"),
            ("previous", f"'{hashlib.sha256(draw.randbytes(8)).hexdigest()}'"),
            ("hash", f"'{hashlib.sha256(draw.randbytes(8)).hexdigest()}'"),
            ("sealed_at", "'2026-05-01 00:00:00'"),
        ]
    )
    run(f'UPDATE records_seal SET "{column}" = {value} WHERE number = %s', number)
    return {(Kind.SEAL_EDITED, number)}


def leaves_cut(trail: Trail, draw: random.Random) -> Owed:
    number = draw.choice(trail.seals)
    leaves = bytes(Seal.objects.get(number=number).leaves)
    kept = leaves[: draw.randrange(len(leaves))]
    run("UPDATE records_seal SET leaves = %s WHERE number = %s", kept, number)
    return {(Kind.LEAVES_EDITED, number)}


def seal_deleted(trail: Trail, draw: random.Random) -> Owed:
    number = draw.choice(trail.seals)
    run("DELETE FROM records_seal WHERE number = %s", number)
    return {(Kind.SEAL_CUT_OFF if number == trail.seals[-1] else Kind.SEAL_MISSING, number)}


def file_cut(trail: Trail, draw: random.Random) -> Owed:
    lines = trail.text.splitlines(keepends=True)
    kept = draw.randrange(1, len(lines))
    trail.heads.write_text("".join(lines[:kept]))
    return {(Kind.HEAD_MISSING, number) for number in trail.seals[kept - 1 :]}


def line_edited(trail: Trail, draw: random.Random) -> Owed:
    lines = trail.text.splitlines()
    place = draw.randrange(1, len(lines))
    words = lines[place].split(" ")
    word = draw.randrange(len(words))
    words[word] = words[word].translate(str.maketrans("0123456789abcdef", "1234567890bcdefa"))
    # The first seal stands on none.
    words[word] = "f" * 64 if words[word] == "-" else words[word]
    lines[place] = " ".join(words)
    trail.heads.write_text("\n".join(lines) + "\n")
    return {(Kind.HEAD_UNREADABLE, place + 1), (Kind.HEAD_MISSING, trail.seals[place - 1])}


def lines_swapped(trail: Trail, draw: random.Random) -> Owed:
    lines = trail.text.splitlines()
    place = draw.randrange(1, len(lines) - 1)
    lines[place], lines[place + 1] = lines[place + 1], lines[place]
    trail.heads.write_text("\n".join(lines) + "\n")
    return {(Kind.HEADS_DISORDERED, place + 2)}


TRICKS: list[Callable[[Trail, random.Random], Owed]] = [
    edited,
    deleted,
    inserted,
    reordered,
    renumbered,
    acts_cut_off,
    all_cut_off,
    leaf_mended,
    root_mended,
    hash_mended,
    chain_rebuilt,
    seal_edited,
    leaves_cut,
    seal_deleted,
    file_cut,
    line_edited,
    lines_swapped,
]
# Of these the check says all that was done, and nothing else.
EXACT = {edited, deleted, inserted, reordered, renumbered, acts_cut_off, all_cut_off, file_cut, lines_swapped}


def numbers_of_acts() -> list[int]:
    """All acts, in order."""
    return list(Act.objects.order_by("id").values_list("id", flat=True))
