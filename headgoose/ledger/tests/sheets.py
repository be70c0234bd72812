"""Sheets of vouchers for tests."""

import io
from collections.abc import Sequence
from datetime import date

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


def workbook(
    rows: Sequence[Sequence[object]], heading: Sequence[object] = HEADING, merged: Sequence[str] = ()
) -> bytes:
    """An Excel file with a heading and rows; `merged` names ranges, whose first cell has the content."""
    made = io.BytesIO()
    book = xlsxwriter.Workbook(made, {"in_memory": True})
    sheet, days = book.add_worksheet("凭证"), book.add_format({"num_format": "yyyy-mm-dd"})
    for area in merged:
        sheet.merge_range(area, "")
    for number, row in enumerate([heading, *rows]):
        for place, cell in enumerate(row):
            if isinstance(cell, date):
                sheet.write_datetime(number, place, cell, days)
            elif isinstance(cell, float):
                # As a sum that the sheet worked out, with all its digits.
                sheet.write_formula(number, place, f"={cell!r}", None, cell)
            elif cell not in ("", None):
                sheet.write(number, place, cell)
    book.close()
    return made.getvalue()


def csv_file(rows: Sequence[Sequence[object]], heading: Sequence[str] = HEADING, encoding: str = "utf-8") -> bytes:
    """A CSV file with a heading and rows."""
    lines = [",".join(f'"{cell}"' for cell in row) for row in [heading, *rows]]
    return "\n".join(lines).encode(encoding)


def many_vouchers(count: int, mark: str = "") -> bytes:
    """A CSV file of two-line vouchers in March 2026."""
    lines = ["日期,凭证号,摘要,科目编码,借方金额,贷方金额"]
    for n in range(1, count + 1):
        lines += [f"2026-03-{1 + n % 28:02d},{n},收承包费{mark}{n},102,{n}.50,", f",,,501,,{n}.50"]
    return "\n".join(lines).encode()
