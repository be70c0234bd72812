"""Parts of pages that only this room needs."""

from django import template

from headgoose.look.wording import MISSING
from headgoose.training.wording import hours_text

register = template.Library()


@register.filter
def hours(minutes: int | None) -> str:
    """`{{ row.minutes|hours }}` → 1.5 h; None → —."""
    return MISSING if minutes is None or isinstance(minutes, str) else hours_text(minutes)
