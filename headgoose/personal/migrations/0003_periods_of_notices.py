"""How long notices are kept, and addresses for them that nobody confirmed, where no period is on record yet."""

from datetime import date
from typing import Any

from django.db import migrations

PERIODS = [
    {
        "name": "notices",
        "days": 365,
        "counted_from_zh": "通知发出",
        "counted_from_en": "the notice",
        "source_zh": "个人信息保护法第十九条：保存期限为实现处理目的所必要的最短时间；办理事项一年内核对",
        "source_en": "Personal Information Protection Law, article 19: no longer than the purpose needs; what was told "
        "is looked up within a year",
    },
    {
        "name": "notice_channels",
        "days": 30,
        "counted_from_zh": "填写地址",
        "counted_from_en": "the entry of the address",
        "source_zh": "个人信息保护法第十九条；未经确认的地址可能属于他人",
        "source_en": "Personal Information Protection Law, article 19; an address that nobody confirmed may be "
        "somebody else's",
    },
]


def load(apps: Any, editor: Any) -> None:
    """Write one row a period."""
    known = apps.get_model("personal", "RetentionPeriod").objects
    for period in PERIODS:
        if not known.filter(name=period["name"]).exists():
            known.create(start_on=date(2021, 11, 1), **period)


class Migration(migrations.Migration):
    """Periods as data."""

    dependencies = [("personal", "0002_periods_and_guards")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
