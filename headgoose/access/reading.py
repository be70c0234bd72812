"""Rows of several models from one query in plain SQL."""

from collections.abc import Sequence
from typing import Any, Generic, TypeVar

from django.db import connection, models

M = TypeVar("M", bound=models.Model)


class Columns(Generic[M]):
    """The columns of a model under an alias, and how a row of them becomes an instance."""

    def __init__(self, model: type[M], alias: str) -> None:
        self.model = model
        self._fields = model._meta.concrete_fields
        self.names = [field.attname for field in self._fields]
        self.sql = ", ".join(f'{alias}."{field.column}"' for field in self._fields)
        self._read = [(place, field) for place, field in enumerate(self._fields) if hasattr(field, "from_db_value")]
        self.width = len(self._fields)

    def instance(self, row: Sequence[Any], start: int) -> M | None:
        """The instance whose columns begin at a place of a row; None where an outer join found nothing."""
        values = list(row[start : start + self.width])
        if values[0] is None:
            return None
        for place, field in self._read:
            values[place] = field.from_db_value(values[place], None, connection)
        return self.model.from_db("default", self.names, values)
