"""Turns what went wrong into a plain answer: a page, a fragment for htmx, JSON or a problem, as it was asked for."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from headgoose.api.problems import is_api, problem_said
from headgoose.casework.open311.errors import answer_said, is_open311
from headgoose.kernel.saying import UNREADABLE, Said, explain

__all__ = ["UNREADABLE", "Said", "answer", "explain", "wants_part"]


def wants_part(request: HttpRequest) -> bool:
    """Whether a whole page would be the wrong answer: JSON or a fragment was asked for."""
    return (
        is_api(request)
        or is_open311(request)
        or request.path.endswith(".json")
        or bool(request.headers.get("HX-Request"))
    )


def answer(request: HttpRequest, said: Said) -> HttpResponse:
    """The answer in the form that was asked for."""
    if is_api(request):
        return problem_said(said)
    if is_open311(request):
        return answer_said(request, said)
    if request.path.endswith(".json"):
        body = {"error": said.code, "reason": str(said.reason), "field": said.field}
        return JsonResponse(body, status=said.status, json_dumps_params={"ensure_ascii": False})
    if wants_part(request):
        return render(request, "web/refusal.html", {"said": said}, status=said.status)
    context: dict[str, Any] = {"said": said, "section": "-"}
    return render(request, "web/plain.html", context, status=said.status)
