"""The OpenAPI document: what ninja reads off the operations, with all that the door adds to each of them."""

from functools import cache
from http import HTTPMethod, HTTPStatus
from typing import Any

from django.conf import settings
from django.utils.translation import override

from headgoose.api import problems
from headgoose.api.assembly import PREFIX, api
from headgoose.api.throttling import WINDOW_SECONDS
from headgoose.kernel.saying import Said

Document = dict[str, Any]
ABOUT = (
    "Places, posts, tenures, figures and books for reading, orders, vouchers and requests for writing, within what the "
    "posts of the token's user allow today. Instants are UTC, dates are China Standard Time; a validity is "
    "[start_on, end_on), an open end is null. Chinese unless Accept-Language asks for English first."
)
TAGS = {
    "token": "Whom the token stands for.",
    "places": "The tree of places, as it was on any date.",
    "posts": "Posts exist when nobody holds them.",
    "tenures": "Who held which post, from when to when.",
    "persons": "People who hold or held a post.",
    "search": "Finding places and people by name.",
    "figures": "What is counted, and the facts that make it up.",
    "orders": "Papers that seat, end and move many people at once.",
    "requests": "What residents ask for, and what was done about it.",
    "books": "The books of village collectives. Amounts are whole fen, 1/100 of a yuan.",
}
PATHS = {
    "code": "Statistical code of the place on the date asked.",
    "figure": "Code of the figure.",
    "post_id": "Number of the post.",
    "tenure_id": "Number of the tenure.",
    "person_id": "Number of the person.",
    "paper_id": "Number of the order.",
    "village": "Statistical code of the village, on the date asked; today's where none is.",
    "request_id": "Number of the request.",
    "voucher_id": "Number of the voucher in the records, not in its book.",
}
TEXT = {"type": "string"}
HEADERS: dict[str, Document] = {
    "RateLimit-Policy": {
        "description": f"How many requests the token may make in {WINDOW_SECONDS} seconds.",
        "schema": {"type": "string", "pattern": '^"minute";q=[0-9]+;w=[0-9]+$'},
    },
    "RateLimit": {
        "description": "How many are left, and after how many seconds the oldest no longer counts.",
        "schema": {"type": "string", "pattern": '^"minute";r=[0-9]+;t=[0-9]+$'},
    },
    "Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer", "minimum": 1}},
    "Allow": {"description": "The methods that this address takes.", "schema": TEXT},
    "WWW-Authenticate": {"description": "How to bring a token.", "schema": TEXT},
    "Idempotent-Replayed": {
        "description": "`true` when this is the answer to the first request with the key, given again.",
        "schema": {"enum": ["true"]},
    },
    "Location": {"description": "Where it is now.", "schema": {"type": "string", "format": "uri-reference"}},
    "Content-Language": {"description": "The language of names and reasons.", "schema": {"enum": ["zh-hans", "en"]}},
}
LINKS = {
    "orders": {
        name: {"operationId": f"orders_{name}", "parameters": {"paper_id": "$response.body#/id"}, "description": words}
        for name, words in {
            "order": "Where it stands.",
            "lines": "Its lines.",
            "preview": "What it would do.",
            "submit": "Hand it over.",
            "discard": "Put it aside.",
        }.items()
    },
    "books": {
        "voucher": {
            "operationId": "ledger_voucher",
            "parameters": {"voucher_id": "$response.body#/id"},
            "description": "Where it stands.",
        }
    },
    "requests": {
        "one_request": {
            "operationId": "casework_one_request",
            "parameters": {"request_id": "$response.body#/id"},
            "description": "Where it stands.",
        }
    },
}
MADE = str(int(HTTPStatus.CREATED))
ALWAYS = ("Content-Language",)
BEYOND_DOOR = ("RateLimit-Policy", "RateLimit")
OF_STATUS = {
    HTTPStatus.UNAUTHORIZED: ("WWW-Authenticate",),
    HTTPStatus.METHOD_NOT_ALLOWED: ("Allow",),
    HTTPStatus.TOO_MANY_REQUESTS: ("Retry-After", *BEYOND_DOOR),
    HTTPStatus.SERVICE_UNAVAILABLE: ("Retry-After",),
}
WRITING_ONLY = {HTTPStatus.CONFLICT, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, HTTPStatus.UNSUPPORTED_MEDIA_TYPE}
PROBLEM: Document = {
    "title": "Problem",
    "description": "What went wrong (RFC 9457), in the language of the request.",
    "type": "object",
    "required": ["type", "title", "status", "detail", "code"],
    "additionalProperties": False,
    "properties": {
        "type": {"type": "string", "format": "uri-reference", "description": "Where this kind is described."},
        "title": {"type": "string", "description": "The kind, in words."},
        "status": {"type": "integer", "minimum": 400, "maximum": 599, "description": "The status of the answer."},
        "detail": {"type": "string", "description": "This case, in words."},
        "code": {"type": "string", "enum": sorted({kind.code for kind in problems.EVERY_KIND})},
        "errors": {
            "type": "array",
            "maxItems": problems.ERRORS_MOST,
            "items": {
                "type": "object",
                "required": ["where", "field", "reason"],
                "additionalProperties": False,
                "properties": {
                    "where": {"type": "string", "enum": ["path", "query", "header", "body", "request"]},
                    "field": {
                        "type": "string",
                        "description": "Names joined by dots. Lines of a body count from 0, lines of an order from 1.",
                    },
                    "reason": {"type": "string"},
                },
            },
        },
    },
}


@cache
def document() -> Document:
    """The whole document, in English; made once."""
    with override("en"):
        made: Document = dict(api.get_openapi_schema(path_prefix=PREFIX))
        made["paths"] = {path.rstrip("/"): _item(methods) for path, methods in made["paths"].items()}
    info = {"title": api.title, "version": api.version, "summary": "The HTTP API of Headgoose.", "description": ABOUT}
    components = made["components"]
    components["schemas"] = {**dict(sorted(components["schemas"].items())), "Problem": PROBLEM}
    components["responses"] = {_name(kind.status): _problem(kind) for kind in problems.EVERY_KIND}
    components["headers"] = HEADERS
    components["securitySchemes"] = {
        "Bearer": {
            "type": "http",
            "scheme": "bearer",
            "description": "A token made at /account/tokens/. It does what its user's posts allow on the day. "
            f"{settings.API_REQUESTS_A_MINUTE} requests a minute.",
        }
    }
    return {
        "openapi": made["openapi"],
        "info": info,
        "servers": [{"url": "/"}],
        "tags": [{"name": name, "description": text} for name, text in TAGS.items()],
        "security": [{"Bearer": []}],
        "paths": made["paths"],
        "components": components,
    }


def _item(methods: Document) -> Document:
    return {method: _operation(method, operation) for method, operation in methods.items()}


def _operation(method: str, operation: Document) -> Document:
    writes = method.upper() != HTTPMethod.GET
    responses = {str(status): response for status, response in operation["responses"].items()}
    for status, response in responses.items():
        more = (*(["Idempotent-Replayed"] if writes else []), *(["Location"] if status == MADE else []))
        response["headers"] = _headers((*ALWAYS, *BEYOND_DOOR, *more))
        if status == MADE:
            response["links"] = LINKS[operation["tags"][0]]
    for kind in problems.EVERY_KIND:
        if writes or kind.status not in WRITING_ONLY:
            responses.setdefault(str(int(kind.status)), {"$ref": f"#/components/responses/{_name(kind.status)}"})
    operation["parameters"] = [_parameter(parameter) for parameter in operation["parameters"]]
    operation["responses"] = dict(sorted(responses.items()))
    return operation


def _parameter(parameter: Document) -> Document:
    """Told once: the words beside the parameter, the form in its schema."""
    schema = parameter["schema"]
    for part in schema.pop("allOf", []):
        schema = {**part, **schema}
    left_out = {"title", "description"}
    described = {"name": parameter["name"], "in": parameter["in"], "required": parameter["required"]}
    words = parameter.get("description") or PATHS.get(parameter["name"])
    if words:
        described["description"] = words
    return {**described, "schema": {key: part for key, part in schema.items() if key not in left_out}}


def _name(status: int) -> str:
    return HTTPStatus(status).phrase.title().replace(" ", "").replace("-", "")


def _problem(kind: Said) -> Document:
    headers = _headers((*ALWAYS, *OF_STATUS.get(HTTPStatus(kind.status), ())))
    with override("en"):
        description = f"{kind.title}. {kind.reason}"
    content = {problems.MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {"description": description, "headers": headers, "content": content}


def _headers(names: tuple[str, ...]) -> Document:
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}
