"""The table of the reference page, one line an address and method."""

from collections.abc import Mapping, Sequence

from headgoose.reference.table import table
from headgoose.tests.matrix.walk import ASKED, LEGEND

RELATIONS = ("own", "child", "sibling", "parent")
Cells = Mapping[str, str]
Rows = Mapping[tuple[str, str], Mapping[str, Cells]]


def cell_of(cells: Cells) -> str:
    """One character where the answer does not hang on the place, else one for own, child, sibling, parent."""
    if set(cells) == {""}:
        return cells[""]
    return "".join(cells.get(relation, "·") for relation in RELATIONS)


def page_of(rows: Rows, members: Sequence[str]) -> str:
    """The whole page, without the methods that an address does not take."""
    lines = ["<!-- Written by the walk in headgoose/tests/matrix; HEADGOOSE_WRITE_MATRIX=1 writes it anew. -->", ""]
    lines += ["# Who gets what, where", ""]
    lines += [
        "Every address, called by every member of the cast about four places: their own, one below it, one beside it",
        "and the one above it. Four signs stand for the four places in this order, one sign where the place does not",
        "matter; `·` says that there is no such place. A request to change something carries an empty form.",
        "",
        *(f"- `{sign}` {words}" for sign, words in LEGEND.items()),
        "",
    ]
    body = []
    for (route, method), cells in sorted(rows.items()):
        shown = [cell_of(cells[member]) for member in members]
        if _no_taker(shown):
            continue
        body.append([f"`{method.upper()} /{route}`", *(f"`{cell}`" for cell in shown)])
    lines += list(table(["address", *members], body))
    return "\n".join([*lines, ""])


def _no_taker(shown: Sequence[str]) -> bool:
    """Whether everybody who is signed in was told alike that the method is not for this address."""
    return all(set(cell) <= {ASKED, "·"} for cell in shown[1:])
