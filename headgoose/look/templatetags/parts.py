"""The parts that pages are made of, as template tags and filters. Builtins: no template has to load them."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import BaseForm, BoundField
from django.http import HttpRequest
from django.template import RequestContext
from django.utils.encoding import iri_to_uri
from django.utils.html import format_html
from django.utils.http import escape_leading_slashes
from django.utils.safestring import SafeString

from headgoose.kernel.clock import CHINA
from headgoose.kernel.money import show_fen
from headgoose.look import wording
from headgoose.look.icons import draw_icon
from headgoose.look.wording import MISSING, Number

register = template.Library()

TONES = {"", "good", "warn", "bad", "plain"}


@register.filter(is_safe=True)
def number(value: Number | None) -> str:
    """`{{ 12058|number }}` → 12,058; None → —."""
    return wording.number_text(None if value == "" else value)


@register.filter(is_safe=True)
def big(value: Number | None) -> str:
    """`{{ 12058|big }}` → 1.2万, in English 12.1k; None → —."""
    return wording.big_text(None if value == "" else value)


@register.filter(is_safe=True)
def percent(share: Number | None) -> str:
    """`{{ 0.8119|percent }}` → 81.2%: a share of 1, never a number of hundredths; None → —."""
    return wording.percent_text(None if share == "" else share)


@register.filter(is_safe=True)
def fen(value: int | None) -> str:
    """`{{ entry.debit_fen|fen }}` → 1,234.50; red letters red, and told by their sign; nothing for None."""
    if not isinstance(value, int):
        return ""
    text = show_fen(value)
    return format_html('<span class="bad">{}</span>', text) if value < 0 else text


@register.filter(expects_localtime=False)
def day(value: date | None) -> str:
    """`{{ tenure.start_on|day }}` → 2026-06-01; an open end → present (至今); None → —."""
    return wording.day_text(value or None)


@register.filter(expects_localtime=False)
def month(value: date | None) -> str:
    """`{{ tenure.start_on|month }}` → 2026-06."""
    return wording.month_text(value or None)


@register.filter(expects_localtime=False)
def moment(value: datetime | None) -> str:
    """`{{ act.at|moment }}` → 2026-06-01 14:03, China Standard Time."""
    return f"{value.astimezone(CHINA):%Y-%m-%d %H:%M}" if value else MISSING


@register.filter
def listed(names: Iterable[object]) -> str:
    """`{{ office.holders|listed }}` → A, B; in Chinese A、B."""
    return wording.listed(names)


@register.filter
def chained(clauses: Iterable[object]) -> str:
    """`{{ line.examples|chained }}` → one clause; another one."""
    return wording.chained(clauses)


@register.filter
def lead(label: object) -> str:
    """`{{ office.type.name|lead }}` → the label and its colon, before a value."""
    return wording.labelled(label, "")


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """`{% icon "users" %}`; with a label when no word stands beside it: `{% icon "x" _("Close") %}`."""
    return draw_icon(name, label)


@register.simple_tag(takes_context=True)
def page_url(context: RequestContext, **changes: Any) -> str:
    """The present address with other query parameters: `{% page_url page=2 sort="name" %}`; None takes one away."""
    request: HttpRequest = context["request"]
    query = request.GET.copy()
    for name, value in changes.items():
        if value is None or value == "":
            query.pop(name, None)
        else:
            query[name] = str(value)
    path = iri_to_uri(escape_leading_slashes(request.path))
    return f"{path}?{query.urlencode()}" if query else path


@register.inclusion_tag("look/crumbs.html")
def crumbs(trail: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """`{% crumbs trail %}`: (label, url) from the top down; an empty url is the page itself."""
    return {"trail": list(trail)}


@register.inclusion_tag("look/tabs.html")
def tabs(tabs: Iterable[dict[str, Any]], label: str) -> dict[str, Any]:
    """`{% tabs tabs span.said %}`: pages of one thing, each with label, url and on; an empty list shows nothing."""
    return {"tabs": list(tabs), "label": label}


@register.inclusion_tag("look/pill.html")
def pill(text: Any, tone: str = "good") -> dict[str, Any]:
    """`{% pill text "warn" %}`: good, warn, bad or plain. The words carry the meaning, the tone repeats it."""
    if tone not in TONES:
        raise ValueError(f"a pill has no tone {tone!r}")
    return {"text": text, "tone": tone}


@register.inclusion_tag("look/meter.html")
def meter(value: Number | None, tone: str = "", label: str = "") -> dict[str, Any]:
    """`{% meter share %}`: a share of 1 as a bar. Without a label it is silent: the number stands beside it."""
    if tone not in TONES:
        raise ValueError(f"a meter has no tone {tone!r}")
    width = None if value is None else min(max(wording.exact(value), Decimal(0)), Decimal(1)) * 100
    return {
        "width": None if width is None else f"{width:.1f}",
        "tone": tone,
        "label": label,
        "text": percent(value),
    }


@register.inclusion_tag("look/empty.html")
def empty(text: str, url: str = "", action: str = "") -> dict[str, str]:
    """`{% empty _("No grids yet.") url _("Make the first") %}`: says that there is nothing, and what to do."""
    return {"text": text, "url": url, "action": action}


@register.inclusion_tag("look/pager.html", takes_context=True)
def pager(context: RequestContext, page: "Page[Any]", name: str = "page") -> dict[str, Any]:
    """`{% pager page %}`: earlier and later pages of a list, every other query parameter kept."""

    def url_of(number: int) -> str:
        return page_url(context, **{name: number})

    return {
        "page": page,
        "previous_url": url_of(page.previous_page_number()) if page.has_previous() else "",
        "next_url": url_of(page.next_page_number()) if page.has_next() else "",
        "first": number(page.start_index()),
        "last": number(page.end_index()),
        "count": number(page.paginator.count),
    }


@register.inclusion_tag("look/field.html")
def field(bound: BoundField, label: str = "") -> dict[str, Any]:
    """`{% field form.name %}`: label, control, help and errors, tied together for screen readers."""
    described = " ".join(
        part
        for part in (
            f"{bound.auto_id}_help" if bound.help_text else "",
            f"{bound.auto_id}_error" if bound.errors else "",
        )
        if part
    )
    attributes: dict[str, str | bool] = {"aria-describedby": described} if described else {}
    return {
        "bound": bound,
        "hints": str(bound.help_text).splitlines(),
        "label": label or bound.label,
        "control": bound.as_widget(attrs=attributes),
        "group": bound.use_fieldset,
        "described": described,
        "single": getattr(bound.field.widget, "input_type", "") == "checkbox" and not bound.use_fieldset,
    }


@register.inclusion_tag("look/form_errors.html")
def form_errors(form: BaseForm) -> dict[str, Any]:
    """`{% form_errors form %}`: what is wrong with the form as a whole, and with its hidden fields."""
    hidden = [error for bound in form.hidden_fields() for error in bound.errors]
    return {"errors": [*form.non_field_errors(), *hidden]}
