"""Content as bytes that can be signed: one spelling of JSON, and the values of figures in it."""

import hashlib
import json
from typing import Any

from headgoose.briefing.table import State, Value

FORMAT = "headgoose-frozen-briefing/1"
LANGUAGES = ("zh-hans", "en")


def spell(content: Any) -> str:
    """Canonical JSON: keys sorted, no spaces, characters as themselves, whole numbers only: there is one spelling."""
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def read(text: str) -> Any:
    """The content of canonical JSON."""
    return json.loads(text)


def digest_of(text: str) -> str:
    """SHA-256 of a text, as hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()


def language_of(code: str | None) -> str:
    """The language of a content nearest to one that is asked for."""
    return "en" if (code or "").startswith("en") else "zh-hans"


def spell_value(value: Value) -> dict[str, Any]:
    """A value as plain numbers."""
    numbers = {"numerator": value.numerator, "denominator": value.denominator, "scale": value.scale}
    amount = {"money": True} if value.money else {}
    return {**numbers, **amount, "share": value.share, "state": value.state.value}


def read_value(entry: dict[str, Any]) -> Value:
    """The value of a figure's entry."""
    state = State(entry["state"])
    numbers = (entry["numerator"], entry["denominator"], entry["share"])
    return Value(*numbers, state, entry["scale"], entry.get("money", False))
