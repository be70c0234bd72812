"""The one way to say no: a refusal carries a code, a sentence for the user and an HTTP status."""

from enum import StrEnum
from typing import Any

from django.utils.functional import Promise


class Because(StrEnum):
    """Why an act was refused; each maps to one HTTP status."""

    INVALID = "invalid"
    FORBIDDEN = "forbidden"
    NOT_FOUND = "not_found"
    CONFLICT = "conflict"
    TOO_LARGE = "too_large"
    TOO_MANY = "too_many"


STATUS = {
    Because.INVALID: 422,
    Because.FORBIDDEN: 403,
    Because.NOT_FOUND: 404,
    Because.CONFLICT: 409,
    Because.TOO_LARGE: 413,
    Because.TOO_MANY: 429,
}


class Refused(Exception):
    """An act that the rules do not allow. `reason` is a (lazy) translated sentence for the user."""

    def __init__(
        self,
        reason: str | Promise,
        because: Because = Because.INVALID,
        field: str | None = None,
        **details: Any,
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.because = because
        self.field = field
        self.details = details

    @property
    def status(self) -> int:
        """The HTTP status that tells a client the same."""
        return STATUS[self.because]

    def __str__(self) -> str:
        return str(self.reason)
