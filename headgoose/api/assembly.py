"""The API put together: the routers of all rooms under one door, and one way to say what went wrong."""

from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern
from ninja import NinjaAPI, Router
from ninja.errors import HttpError, ValidationError
from ninja.operation import Operation, PathView
from ninja.renderers import JSONRenderer

from headgoose import __version__
from headgoose.api import problems
from headgoose.api.door import Bearer, Passage, guarded
from headgoose.api.me import router as me_router
from headgoose.api.problems import errors_of, faults_of, problem_said
from headgoose.briefing.api import router as figures_router
from headgoose.casework.api import router as requests_router
from headgoose.kernel.refusal import Refused
from headgoose.kernel.saying import explain
from headgoose.ledger import api as ledger
from headgoose.orders.api import router as orders_router
from headgoose.people import api as people
from headgoose.places import api as places

VERSION = "v1"
PREFIX = f"{problems.ROOT}{VERSION}/"

ROUTERS: tuple[tuple[str, Router], ...] = (
    ("/me", me_router),
    ("/places", places.router),
    ("/places", people.places_router),
    ("/post-types", people.types_router),
    ("/posts", people.posts_router),
    ("/tenures", people.tenures_router),
    ("/persons", people.persons_router),
    ("/search", places.search_router),
    ("/search", people.search_router),
    ("/figures", figures_router),
    ("/orders", orders_router),
    ("/places", ledger.places_router),
    ("/vouchers", ledger.vouchers_router),
    ("/requests", requests_router),
)


class PlainRenderer(JSONRenderer):
    """JSON with Chinese as Chinese."""

    json_dumps_params = {"ensure_ascii": False}


class Api(NinjaAPI):
    """Ninja with our names of addresses, which must not meet those of pages."""

    def get_operation_url_name(self, operation: Operation, router: Router) -> str:
        """The name of an operation's address."""
        return f"api-{self.get_openapi_operation_id(operation)}"

    def get_openapi_operation_id(self, operation: Operation) -> str:
        """`people.tenures_of_person`: the room and the view."""
        room = operation.view_func.__module__.split(".")[1]
        return f"{room}_{operation.view_func.__name__}"


def assemble() -> Api:
    """The API with all its routers."""
    api = Api(
        title="Headgoose",
        version=__version__,
        auth=Bearer(),
        openapi_url=None,
        docs_url=None,
        urls_namespace="api",
        renderer=PlainRenderer(),
    )
    for prefix, router in ROUTERS:
        api.add_router(prefix, router)
    for kind, answer in HANDLERS.items():
        api.add_exception_handler(kind, answer)
    return api


def _refused(request: HttpRequest, error: Any) -> HttpResponse:
    said = explain(error)
    if said is None:
        raise error
    # A draft is refused by the lines that were sent, a later step by those that the order has.
    sent = request.path == f"{PREFIX}orders" or request.path.endswith("/vouchers")
    return problem_said(said, faults_of(error, sent=sent) if isinstance(error, Refused) else ())


def _unreachable(request: HttpRequest, error: Any) -> HttpResponse:
    return problem_said(explain(error) or problems.UNAVAILABLE)


def _invalid(request: HttpRequest, error: Any) -> HttpResponse:
    return problem_said(problems.INVALID, errors_of(error.errors))


def _by_status(request: HttpRequest, error: Any) -> HttpResponse:
    """Ninja itself: no pass, or a body that is no JSON."""
    if error.status_code == problems.UNKNOWN_TOKEN.status:
        return problem_said(problems.UNKNOWN_TOKEN)
    return problem_said(problems.NO_JSON)


HANDLERS: dict[type[Exception], Any] = {
    Exception: _refused,
    OperationalError: _unreachable,
    InterfaceError: _unreachable,
    ValidationError: _invalid,
    HttpError: _by_status,
    RequestDataTooBig: lambda request, error: problem_said(problems.TOO_LARGE),
    Http404: lambda request, error: problem_said(problems.EVERY_KIND[3]),
}


def passages(view: PathView) -> list[Passage]:
    """What the door must know of the operations at one address."""
    return [
        Passage(method, frozenset(_query_names(operation)))
        for operation in view.operations
        for method in operation.methods
    ]


def _query_names(operation: Operation) -> list[str]:
    names: list[str] = []
    for model in operation.models:
        if model.__ninja_param_source__ == "query":
            names += getattr(model, "__ninja_flatten_map__", None) or model.model_fields
    return names


def operations(api: Api) -> list[tuple[str, PathView]]:
    """Every address of the API, by its route below the prefix, with its operations."""
    return [
        ("/".join(part.strip("/") for part in (bound.prefix, path) if part.strip("/")), view)
        for bound in api._get_bound_routers()
        for path, view in bound.path_operations.items()
    ]


def addresses(api: Api) -> list[URLPattern]:
    """All addresses, each behind the door. Ninja's own root and documents are left out."""
    patterns = [pattern for pattern in api.urls[0] if isinstance(pattern, URLPattern) and pattern.name != "api-root"]
    views = [view for _route, view in operations(api) for _each in view.operations]
    for pattern, view in zip(patterns, views, strict=True):
        pattern.callback = guarded(pattern.callback, passages(view))
    return patterns


api = assemble()
