"""Addresses of the part `open311`."""

from django.urls import URLPattern, path, register_converter

from headgoose.casework.open311 import views


class Ending:
    """What comes after the last dot of an address."""

    regex = "[A-Za-z0-9]{1,10}"

    def to_python(self, value: str) -> str:
        """As it was written, in small letters."""
        return value.lower()

    def to_url(self, value: str) -> str:
        """As it is."""
        return value


register_converter(Ending, "ending")

V2 = "open311/v2/"
urlpatterns: list[URLPattern] = [
    path("open311/discovery.<ending:ending>", views.discovery, name="open311-discovery"),
    path(f"{V2}discovery.<ending:ending>", views.discovery, name="open311-v2-discovery"),
    path(f"{V2}services.<ending:ending>", views.service_list, name="open311-services"),
    path(f"{V2}services/<str:service_code>.<ending:ending>", views.service_definition, name="open311-service"),
    path(f"{V2}requests.<ending:ending>", views.request_list, name="open311-requests"),
    path(f"{V2}requests/<str:request_id>.<ending:ending>", views.one_request, name="open311-request"),
    path(f"{V2}tokens/<str:token>.<ending:ending>", views.token, name="open311-token"),
    path(f"{V2}servicerequestupdates.<ending:ending>", views.update_list, name="open311-updates"),
]
