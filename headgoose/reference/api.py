"""The HTTP API, from its OpenAPI document."""

from collections.abc import Iterator
from typing import Any

from headgoose.api.description import Document, document
from headgoose.api.problems import EVERY_KIND
from headgoose.api.throttling import WINDOW_SECONDS
from headgoose.kernel.wire import LIMIT_MOST
from headgoose.reference.table import table

TITLE = "HTTP API"


def lines() -> Iterator[str]:
    """How to ask, every operation with its parameters, and what can go wrong."""
    made = document()
    yield f"{made['info']['description']}"
    yield ""
    yield "The exact description is the OpenAPI document at `/api/v1/openapi.json`; `/api/` shows it as a page. A token"
    yield "is made at `/account/tokens/` or with `headgoose token make`, and sent as `Authorization: Bearer hg_…`."
    yield "A cookie is no pass."
    yield ""
    yield f"- A list answers {LIMIT_MOST} rows at most; its `next` is `after` of the following page."
    yield f"- `RateLimit-Policy` says how often a token may ask in {WINDOW_SECONDS} seconds; `RateLimit` says how"
    yield "  many are left, and a 429 when to go on (`Retry-After`)."
    yield "- A request that writes carries an `Idempotency-Key` of its own. Repeated with the same key and body, it is"
    yield "  answered the same (`Idempotent-Replayed: true`) and has no second effect; with another body it is a 409."
    yield "  A refused request leaves its key free. Keys are kept for at least 90 days."
    for tag in made["tags"]:
        yield from _group(tag, made["paths"])
    yield ""
    yield "## Problems"
    yield ""
    rows = ([str(int(kind.status)), f"`{kind.code}`", kind.title, kind.reason] for kind in EVERY_KIND)
    yield from table(["status", "code", "title", "for example"], rows)


def _group(tag: Document, paths: Document) -> Iterator[str]:
    yield ""
    yield f"## {tag['name'].capitalize()}"
    yield ""
    yield f"{tag['description']}"
    for path, methods in paths.items():
        for method, operation in methods.items():
            if operation["tags"] == [tag["name"]]:
                yield from _operation(path, method, operation)


def _operation(path: str, method: str, operation: Document) -> Iterator[str]:
    yield ""
    yield f"### `{method.upper()} {path}`"
    yield ""
    yield f"{operation['summary']}. {operation['description']}"
    if operation["parameters"]:
        yield ""
        yield from table(["parameter", "in", "required", "form", "meaning"], map(_parameter, operation["parameters"]))
    body = operation.get("requestBody")
    if body:
        yield ""
        yield f"Body: `{_kind(body['content']['application/json']['schema'])}`."


def _parameter(parameter: Document) -> list[Any]:
    required = "yes" if parameter["required"] else ""
    return [f"`{parameter['name']}`", parameter["in"], required, _kind(parameter["schema"]), parameter["description"]]


def _kind(schema: Document) -> str:
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if "enum" in schema and len(schema["enum"]) <= 8:
        return " / ".join(schema["enum"])
    bounds = [str(schema[name]) for name in ("minimum", "maximum") if name in schema]
    kind = str(schema.get("format", schema["type"]))
    return f"{kind} {' to '.join(bounds)}" if bounds else kind
