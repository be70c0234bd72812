"""The door of Open311: the form of the answer, the method, the body; and every no in the form that was asked for."""

import logging
from collections.abc import Callable
from typing import Any

from django.core.exceptions import BadRequest, RequestDataTooBig, SuspiciousOperation
from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.http.request import UnreadablePostError
from django.utils.http import parse_header_parameters
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from headgoose.casework.open311.asking import Asked
from headgoose.casework.open311.errors import Wrong, absent, answer_wrong, bad, wrong_of
from headgoose.casework.open311.formats import TYPES, written
from headgoose.kernel.answers import Answers, kept_answer
from headgoose.kernel.clock import today
from headgoose.kernel.gate import View, public
from headgoose.kernel.refusal import Refused
from headgoose.kernel.saying import explain
from headgoose.records.models import Act

log = logging.getLogger(__name__)

Reader = Callable[..., tuple[str, Any]]
Writer = Callable[[HttpRequest, Asked], tuple[str, Any, bool]]
QUERY_MOST, ANSWERS_MOST = 8000, 40
BODY_MOST = 32 * 1024 * 1024
FORMS = {"application/x-www-form-urlencoded", "multipart/form-data"}
REPLAYED = "Idempotent-Replayed"
# Long lists: only a few are kept.
kept = Answers(ANSWERS_MOST)


def served(read: Reader, write: Writer | None = None) -> View[...]:
    """The view of an address."""

    def view(request: HttpRequest, ending: str, **named: str) -> HttpResponse:
        try:
            answer = _answer(request, ending, read, write, named)
        except Wrong as wrong:
            answer = _no(ending, wrong)
        except Refused as refused:
            answer = _no(ending, wrong_of(refused))
        except (RequestDataTooBig, SuspiciousOperation, BadRequest, MultiPartParserError, UnreadablePostError) as error:
            too_big = isinstance(error, RequestDataTooBig)
            answer = answer_wrong(ending, 413 if too_big else 400, _("The body of the request cannot be read."))
        except Exception as error:
            said = explain(error)
            if said is None:
                # A defect: whoever runs the server reads of it, and the client is answered in its form.
                log.exception("open311 %s", request.path)
                answer = answer_wrong(ending, 500, _("Something here is broken."))
            else:
                answer = answer_wrong(ending, said.status, str(said.reason))
        # Everybody's to read, from a page of anybody.
        answer.headers["Access-Control-Allow-Origin"] = "*"
        return answer

    view.csrf_exempt = True  # type: ignore[attr-defined]
    return public(view)


def _no(ending: str, wrong: Wrong) -> HttpResponse:
    answer = answer_wrong(ending, wrong.status, str(wrong))
    for name, value in wrong.headers.items():
        answer.headers[name] = value
    return answer


def _answer(
    request: HttpRequest, ending: str, read: Reader, write: Writer | None, named: dict[str, str]
) -> HttpResponse:
    if ending not in TYPES:
        raise absent(_("Ask for .xml or .json."))
    if request.method in {"GET", "HEAD"}:
        return _read(request, ending, read, named)
    if request.method == "POST" and write is not None:
        return _write(request, ending, write)
    raise Wrong(405, _("This address takes no such method."), {"Allow": "GET, HEAD, POST" if write else "GET, HEAD"})


def _read(request: HttpRequest, ending: str, read: Reader, named: dict[str, str]) -> HttpResponse:
    query = request.META.get("QUERY_STRING", "")
    if len(query) > QUERY_MOST:
        raise Wrong(414, _("The address is too long."))

    def make() -> str:
        # Its host is in the discovery document.
        given: dict[str, Any] = {"request": request} if read.__name__ == "discovery" else {"asked": Asked(request.GET)}
        return written(ending, *read(**given, **named))

    # Any act may have changed a list; told by the newest, which costs one look at the end of an index.
    newest = Act.objects.aggregate(newest=Max("id"))["newest"]
    key = ("open311", request.get_host(), request.path, query, get_language(), today(), newest)
    answer = kept_answer(request, key, make, kept)
    answer.headers["Content-Type"] = TYPES[ending]
    return answer


def _write(request: HttpRequest, ending: str, write: Writer) -> HttpResponse:
    kind, _parameters = parse_header_parameters(request.headers.get("Content-Type", ""))
    if kind not in FORMS:
        raise bad(_("Send a form: application/x-www-form-urlencoded or multipart/form-data."))
    length = str(request.META.get("CONTENT_LENGTH") or "0")
    if not length.isdecimal() or int(length) > BODY_MOST:
        raise Wrong(413, _("This is too large."))
    # Whatever the client says: all text is UTF-8.
    request.encoding = "utf-8"
    root, said, repeated = write(request, Asked(request.POST, request.GET))
    answer = HttpResponse(written(ending, root, said), status=201, content_type=TYPES[ending])
    answer.headers["Cache-Control"] = "no-store"
    if repeated:
        answer.headers[REPLAYED] = "true"
    return answer
