"""The description of the API, for machines and for people."""

import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from headgoose.api.assembly import PREFIX
from headgoose.api.description import document
from headgoose.api.problems import EVERY_KIND
from headgoose.kernel.gate import public


@public
@require_safe
def description(request: HttpRequest) -> HttpResponse:
    """The OpenAPI document. Public: it says what can be asked, and nothing of what is answered."""
    return HttpResponse(json.dumps(document(), ensure_ascii=False), content_type="application/json; charset=utf-8")


@public
@require_safe
def guide(request: HttpRequest) -> HttpResponse:
    """The same as a page. Public for the same reason."""
    made = document()
    context = {
        "about": made["info"],
        "address": request.build_absolute_uri(PREFIX),
        "groups": _groups(made),
        "problems": EVERY_KIND,
    }
    return render(request, "api/guide.html", context)


def _groups(made: dict[str, Any]) -> list[dict[str, Any]]:
    """The operations by tag."""
    groups: dict[str, dict[str, Any]] = {tag["name"]: {**tag, "operations": []} for tag in made["tags"]}
    for path, methods in made["paths"].items():
        for method, operation in methods.items():
            groups[operation["tags"][0]]["operations"].append({**operation, "path": path, "method": method.upper()})
    return [group for group in groups.values() if group["operations"]]
