"""For machines: is the service well, and what may be crawled."""

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from headgoose.kernel.gate import public


@public
@never_cache
@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """200 while the database answers, 503 otherwise."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            reachable = cursor.fetchone() == (1,)
    except DatabaseError:
        reachable = False
    status = "ok" if reachable else "database unreachable"
    return JsonResponse({"status": status, "database": reachable}, status=200 if reachable else 503)


@public
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Nothing here is for search engines."""
    return HttpResponse("User-agent: *\nDisallow: /\n", content_type="text/plain; charset=utf-8")
