"""An answer as XML or as JSON, each made from the same plain values."""

import json
import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from xml.sax.saxutils import escape

from headgoose.kernel.clock import CHINA

XML, JSON = "xml", "json"
TYPES = {XML: "text/xml; charset=utf-8", JSON: "application/json; charset=utf-8"}
DECLARATION = '<?xml version="1.0" encoding="utf-8"?>\n'
# What each member of a list is called in XML; JSON names no members.
MEMBERS = {
    "services": "service",
    "service_requests": "request",
    "service_request_updates": "request_update",
    "errors": "error",
    "attributes": "attribute",
    "values": "value",
    "notes": "note",
    "endpoints": "endpoint",
    "formats": "format",
}
# XML 1.0 has no way to write these, escaped or not.
NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def written(kind: str, root: str, said: Any) -> str:
    """An answer as text."""
    if kind == JSON:
        return json.dumps(said, ensure_ascii=False, separators=(",", ":"))
    return DECLARATION + "".join(_element(root, said))


def w3(at: datetime | None) -> str | None:
    """An instant with its offset."""
    return at.astimezone(CHINA).isoformat(timespec="seconds") if at else None


def _element(name: str, said: Any) -> Iterator[str]:
    if said is None or said == "" or said == []:
        yield f"<{name}/>"
        return
    yield f"<{name}>"
    if isinstance(said, dict):
        for key, value in said.items():
            yield from _element(key, value)
    elif isinstance(said, list):
        for value in said:
            yield from _element(MEMBERS[name], value)
    else:
        yield xml_text(said)
    yield f"</{name}>"


def xml_text(said: Any) -> str:
    """A value between tags."""
    if isinstance(said, bool):
        return "true" if said else "false"
    # A bare carriage return would come back as a line feed.
    return escape(NO_XML.sub("", str(said)), {"\r": "&#13;"})
