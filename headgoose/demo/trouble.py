"""Some honest trouble in the books, for the checks to find."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from headgoose.demo.bookkeeping import Planned
from headgoose.demo.scene import Scene

# What goes wrong, and in how many of 1,000 villages.
KINDS = {
    "negative_cash": 4,
    "negative_bank": 2,
    "cash_over_limit": 14,
    "cash_split": 6,
    "no_document": 18,
    "personal_payee": 8,
    "earmarked_untouched": 8,
    "construction_unaccepted": 8,
    "out_of_range": 5,
    "borrowed": 60,
}
NOTES: dict[str, int | str] = {"documents": 2}


@dataclass(frozen=True)
class Trouble:
    """What goes wrong in a village, how many years before the build, and by how much."""

    kind: str
    years_ago: int
    yuan: int


def draw_trouble(scene: Scene, villages: int) -> list[Trouble | None]:
    """For each village what goes wrong there, if anything."""
    numbers = scene.numbers("trouble")
    chance = numbers.random(villages) * 1000
    years = numbers.integers(1, 3, villages)
    yuan = numbers.integers(4, 40, villages) * 1_000
    found: list[Trouble | None] = []
    for one, ago, amount in zip(chance.tolist(), years.tolist(), yuan.tolist(), strict=True):
        kind = None
        for name, part in KINDS.items():
            if one < part:
                kind = name
                break
            one -= part
        found.append(Trouble(kind, ago, amount) if kind else None)
    return found


def make_trouble(trouble: Trouble, year: int, bank: int) -> list[Planned]:
    """The vouchers of it, in a year that begins with some fen in the bank."""
    fen = trouble.yuan * 100
    made: dict[str, Callable[[], list[Planned]]] = {
        "negative_cash": lambda: [_planned(year, 7, 8, "付抗旱用油款", [("511", fen), ("101", -fen)])],
        "negative_bank": lambda: [
            _planned(year, 1, 8, "付统一采购农资款", [("121", bank + fen), ("102", -(bank + fen))]),
            _planned(year, 1, 26, "收成员农资款", [("102", bank + fen), ("121", -(bank + fen))]),
        ],
        "cash_over_limit": lambda: [*_cash(year, 7, fen), _paid(year, 7, 9, "付村部屋面维修款", fen)],
        "cash_split": lambda: [
            *_cash(year, 8, 2_700_00),
            *(_paid(year, 8, day, "付清雪用工款", 900_00) for day in (10, 10, 11)),
        ],
        "no_document": lambda: [_without(year, fen)],
        "personal_payee": lambda: [_personal(year, fen)],
        "earmarked_untouched": lambda: [
            _planned(year, 6, 15, "收高标准农田专项资金", [("102", fen * 10), ("241", -fen * 10)])
        ],
        "construction_unaccepted": lambda: [
            _planned(year, 5, 20, "付文化广场工程款", [("153", fen), ("102", -fen)]),
        ],
        "out_of_range": lambda: [
            _planned(year, 3, 3, "借入流动资金", [("102", fen * 400), ("201", -fen * 400)]),
            _planned(year, 3, 6, "付办公费", [("513", fen * 400), ("102", -fen * 400)]),
        ],
        "borrowed": lambda: [_planned(year, 4, 12, "向信用社借入短期借款", [("102", fen * 3), ("201", -fen * 3)])],
    }
    return made[trouble.kind]()


def _planned(year: int, month: int, day: int, summary: str, lines: list[tuple[str, int]]) -> Planned:
    return date(year, month, day), summary, lines, {**NOTES, "payee": "示范施工单位", "payee_kind": "unit"}


def _cash(year: int, month: int, fen: int) -> list[Planned]:
    return [_planned(year, month, 5, "提取现金", [("101", fen), ("102", -fen)])]


def _paid(year: int, month: int, day: int, summary: str, fen: int) -> Planned:
    return date(year, month, day), summary, [("513", fen), ("101", -fen)], {**NOTES, "payee": "示范用工组"}


def _without(year: int, fen: int) -> Planned:
    more: dict[str, int | str] = {"documents": 0, "payee": "示范服务单位", "payee_kind": "unit"}
    return date(year, 9, 18), "付办公用品款", [("513", fen // 10), ("102", -(fen // 10))], more


def _personal(year: int, fen: int) -> Planned:
    more: dict[str, int | str] = {"documents": 1, "payee": "示范收款人", "payee_kind": "person"}
    return date(year, 10, 22), "付沙石料款", [("511", fen), ("102", -fen)], more
