"""How long it is kept who asked for something, and what they said, where no period is on record yet."""

from datetime import date
from typing import Any

from django.db import migrations

PERIODS = [
    {
        "name": "petitioners",
        "days": 184,
        "counted_from_zh": "诉求办结",
        "counted_from_en": "the end of the request",
        "source_zh": "个人信息保护法第十九条：保存期限为实现处理目的所必要的最短时间；办结三十日内可重办，随后回访、核查",
        "source_en": "Personal Information Protection Law, article 19: no longer than the purpose needs; a request can "
        "be opened again for 30 days, then it is looked into whether it was done well",
    },
    {
        "name": "resident_words",
        "days": 1096,
        "counted_from_zh": "诉求办结",
        "counted_from_en": "the end of the request",
        "source_zh": "个人信息保护法第十九条；三年内复核办理情况，之后只留办理时间和统计",
        "source_en": "Personal Information Protection Law, article 19; within three years it may be looked into again, "
        "then only times and counts stay",
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

    dependencies = [("personal", "0003_periods_of_notices")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
