"""Addresses of what is held about a person."""

from django.urls import path, register_converter

from headgoose.personal.models import FieldKind
from headgoose.personal.views import holdings, values


class KindOfField:
    """One of the kinds of value."""

    regex = "|".join(FieldKind.values)

    def to_python(self, value: str) -> FieldKind:
        """The kind."""
        return FieldKind(value)

    def to_url(self, value: str) -> str:
        """Its name."""
        return str(FieldKind(value).value)


register_converter(KindOfField, "kind_of_field")

PERSON = "person/<record_number:person_id>/personal"
urlpatterns = [
    path(f"{PERSON}/<kind_of_field:kind>/", values.record, name="personal-record"),
    path(f"{PERSON}/<kind_of_field:kind>/reveal/", values.reveal, name="personal-reveal"),
    path(f"{PERSON}/export/", holdings.export, name="personal-export"),
    path("my-data/", holdings.my_data, name="my-data"),
]
