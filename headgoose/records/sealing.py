"""What is hashed, and how: the content of acts, the leaves of a seal, its root and its own hash. Writes nothing.

The content of an act is one JSON array of its fields in a fixed order (CONTENT), in ASCII, without spaces, with the
keys of objects sorted: nothing can be read in two ways. An instant is a whole number of microseconds since 1970 in UTC,
a date ISO text; `before` and `after` are [] when there is none, else [value]. SQLite and PostgreSQL give the same
bytes. Acts hold words, whole numbers and dates; a fraction would be spelt as the engine spells it.

The number of an act stands beside its hash, not in it: so two acts that changed places are known as such.
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

from django.db import OperationalError, connection

from headgoose.records.models import Act, Seal

CONTENT = (
    "at",
    "actor_label",
    "user_id",
    "origin",
    "room",
    "verb",
    "subject",
    "place_key",
    "touches_from",
    "before",
    "after",
)
ALGORITHMS = ("sha256", "sm3")
NUMBER_BYTES = 8
DIGEST_BYTES = 32
LEAF_BYTES = NUMBER_BYTES + DIGEST_BYTES
ROWS_A_READ = 4096
# Below every number that a row can have: a tamperer may number acts from below zero.
BELOW_ALL = -(2**63)

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
# Bytes stand only where a tamperer put them.
_spell = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=True, default=repr).encode
_parse = json.JSONDecoder().raw_decode

Row = Sequence[Any]


class UnknownAlgorithm(ValueError):
    """A seal names a hash function that is not one of ours."""


def hasher(algorithm: str) -> Callable[[bytes], bytes]:
    """The hash function of a name: sha256, or sm3 (GB/T 32905)."""
    if algorithm == "sha256":
        return lambda content: hashlib.sha256(content).digest()
    if algorithm == "sm3":
        return lambda content: hashlib.new("sm3", content).digest()
    raise UnknownAlgorithm(algorithm)


def microseconds(at: datetime) -> int:
    """An instant as a whole number of microseconds since 1970."""
    return (at - _EPOCH) // _MICROSECOND


@lru_cache(4096)
def _microseconds_of_text(text: str | None) -> int | str | None:
    """The same of SQLite's text; text that is no instant stays as it is, and so has another hash."""
    try:
        at = datetime.fromisoformat(str(text))
    except ValueError:
        return text
    return microseconds(at if at.tzinfo else at.replace(tzinfo=UTC))


def _value(text: str | None) -> list[Any]:
    """[] for none, else [value]; what is no JSON stays text in a list of two, and so has another hash."""
    if text is None:
        return []
    try:
        value, end = _parse(text)
    except (ValueError, RecursionError):
        return ["unreadable", text]
    return [value] if end == len(text) else ["unreadable", text]


def content_of(row: Row) -> bytes:
    """The bytes of an act read by `act_rows`: id, then the fields of CONTENT."""
    _, at, *plain, before, after = row
    return _spell([instant_of(at), *plain, _value(before), _value(after)]).encode("ascii")


def leaves_of(rows: Sequence[Row], digest: Callable[[bytes], bytes]) -> bytes:
    """The numbers and hashes of acts, in order."""
    return b"".join([row[0].to_bytes(NUMBER_BYTES, "big", signed=True) + digest(content_of(row)) for row in rows])


def split_leaves(leaves: bytes) -> list[tuple[int, bytes]]:
    """The numbers and hashes in the leaves of a seal; what is left over at the end is dropped."""
    whole = len(leaves) - len(leaves) % LEAF_BYTES
    return [
        (
            int.from_bytes(leaves[at : at + NUMBER_BYTES], "big", signed=True),
            leaves[at + NUMBER_BYTES : at + LEAF_BYTES],
        )
        for at in range(0, whole, LEAF_BYTES)
    ]


@dataclass(frozen=True)
class Head:
    """What a seal says of itself, without its leaves; the line that is published."""

    number: int
    first_act: int
    last_act: int
    count: int
    algorithm: str
    root: str
    previous: str
    sealed_us: int

    @property
    def sealed_at(self) -> datetime:
        """When it was sealed."""
        return _EPOCH + timedelta(microseconds=self.sealed_us)

    @property
    def hash(self) -> str:
        """The hash of this line, which the next seal carries."""
        line = [
            "headgoose seal",
            self.number,
            self.first_act,
            self.last_act,
            self.count,
            self.algorithm,
            self.root,
            self.previous,
            self.sealed_us,
        ]
        return hasher(self.algorithm)(_spell(line).encode("ascii")).hex()


def head_of(seal: Seal) -> Head:
    """The head of a stored seal, from its fields as they stand."""
    return Head(
        seal.number,
        seal.first_act,
        seal.last_act,
        seal.count,
        seal.algorithm,
        seal.root,
        seal.previous,
        microseconds(seal.sealed_at),
    )


def make_seal(rows: Sequence[Row], before: Seal | None, algorithm: str, at: datetime) -> Seal:
    """An unsaved seal of acts read by `act_rows`, upon the one before."""
    digest = hasher(algorithm)
    leaves = leaves_of(rows, digest)
    head = Head(
        number=before.number + 1 if before else 1,
        first_act=rows[0][0],
        last_act=rows[-1][0],
        count=len(rows),
        algorithm=algorithm,
        root=digest(leaves).hex(),
        previous=before.hash if before else "",
        sealed_us=microseconds(at),
    )
    plain = {name: value for name, value in vars(head).items() if name != "sealed_us"}
    return Seal(**plain, sealed_at=at, leaves=leaves, hash=head.hash)


def act_rows(after: int, limit: int, last: int | None = None) -> list[Row]:
    """Acts beyond a number, in order: id, then the fields of CONTENT, as plain as the engine gives them."""
    bound, values = ("", [after, limit]) if last is None else (" AND id <= %s", [after, last, limit])
    return read_rows(f"SELECT {_columns()} FROM records_act WHERE id > %s{bound} ORDER BY id LIMIT %s", values)


def read_rows(query: str, values: Sequence[Any]) -> list[Row]:
    """The rows of a query. Text that is no UTF-8, which only a tamperer writes, is read all the same."""
    with connection.cursor() as cursor:
        try:
            cursor.execute(query, values)
            return list(cursor.fetchall())
        except OperationalError:
            if connection.vendor != "sqlite":
                raise
            connection.connection.text_factory = lambda raw: raw.decode("utf-8", "surrogateescape")
            try:
                cursor.execute(query, values)
                return list(cursor.fetchall())
            finally:
                connection.connection.text_factory = str


def instant_column(name: str) -> str:
    """An instant as `instant_of` reads it, even one that is none."""
    if connection.vendor == "postgresql":
        return f"CASE WHEN isfinite({name}) THEN (extract(epoch FROM {name}) * 1000000)::bigint END"
    # An expression has no declared type: the driver hands over the text itself.
    return f"CAST({name} AS text)"


def instant_of(value: Any) -> Any:
    """What `instant_column` gave, as microseconds; text that is no instant stays as it is."""
    return value if isinstance(value, int) else _microseconds_of_text(value)


def _columns() -> str:
    spelt = {name: f'CAST("{name}" AS text)' for name in ("touches_from", "before", "after")}
    spelt["at"] = instant_column("at")
    return ", ".join(["id", *(spelt.get(name, name) for name in CONTENT)])


def stream_acts(after: int, last: int) -> Iterator[Row]:
    """All acts with numbers beyond one and up to another, in order."""
    while rows := act_rows(after, ROWS_A_READ, last):
        yield from rows
        after = rows[-1][0]


def last_seal() -> Seal | None:
    """The newest seal without its leaves; None when nothing is sealed yet."""
    return Seal.objects.defer("leaves").order_by("-number").first()


def unsealed_count() -> int:
    """How many acts no seal protects yet."""
    newest = last_seal()
    return Act.objects.filter(id__gt=newest.last_act if newest else 0).count()


def has_unsealed() -> bool:
    """Whether there is anything to seal."""
    newest = last_seal()
    return Act.objects.filter(id__gt=newest.last_act if newest else 0).exists()
