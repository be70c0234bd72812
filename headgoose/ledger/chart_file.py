"""How the file of the shared chart is read: by the migration that loads it."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from headgoose.kernel.spelling import phrase_initials


def account_values(rows: Iterable[Mapping[str, str]]) -> Iterator[dict[str, Any]]:
    """The columns of each account of the chart, in the order of the file."""
    for row in rows:
        kind = row["kind"].rpartition(": ")[2].partition(" ")[0]
        yield {
            "code": row["code"],
            "top": int(row["code"]),
            "name_zh": row["name_zh"],
            "name_en": row["name_en"],
            "initials": phrase_initials(row["name_zh"]),
            "kind": kind,
            "side": row["normal_side"],
        }
