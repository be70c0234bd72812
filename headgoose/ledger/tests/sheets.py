"""Sheets of vouchers for tests."""

import io
from collections.abc import Sequence

import xlsxwriter

HEADING = ["日期", "凭证号", "摘要", "科目编码", "科目名称", "借方金额", "贷方金额", "附件张数"]
FEE: list[list[object]] = [
    ["2026-03-02", "记-1", "收承包费", "102", "银行存款", 5000, "", 1],
    ["", "", "", "501", "经营收入", "", 5000, ""],
]
OFFICE: list[list[object]] = [
    ["2026-03-09", "记-2", "付办公费", "513", "管理费用", "1,234.50", "", 2],
    ["", "", "", "102", "银行存款", "", "１，２３４．５", ""],
]


def workbook(rows: Sequence[Sequence[object]], heading: Sequence[str] = HEADING) -> bytes:
    """An Excel file with a heading and rows."""
    made = io.BytesIO()
    book = xlsxwriter.Workbook(made, {"in_memory": True})
    sheet = book.add_worksheet("凭证")
    for number, row in enumerate([heading, *rows]):
        sheet.write_row(number, 0, ["" if cell is None else cell for cell in row])
    book.close()
    return made.getvalue()


def csv_file(rows: Sequence[Sequence[object]], heading: Sequence[str] = HEADING, encoding: str = "utf-8") -> bytes:
    """A CSV file with a heading and rows."""
    lines = [",".join(f'"{cell}"' for cell in row) for row in [heading, *rows]]
    return "\n".join(lines).encode(encoding)
