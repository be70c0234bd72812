"""Addresses of the part `office`: requests at a desk, and the tables that a county edits."""

from django.urls import URLPattern, path

from headgoose.casework.views import request, requests, settings, steps

REQUEST = "request/<record_number:request_id>"
LIST = "place/<str:code>/requests"
TWINS = ("xlsx", "csv", "json")

urlpatterns: list[URLPattern] = [
    path("requests/", requests.desk, name="requests"),
    path("requests/new/", request.new, name="request-new"),
    path(f"{LIST}/", requests.place_requests, name="place-requests"),
    *(path(f"{LIST}.{form}", requests.place_requests, {"form": form}, name=f"place-requests-{form}") for form in TWINS),
    path(f"{LIST}/settings/", settings.settings, name="request-settings"),
    path(f"{LIST}/settings/<str:table>/", settings.change, name="request-setting"),
    path(f"{REQUEST}/", request.request_page, name="request"),
    path(f"{REQUEST}/photo/<record_number:photo_id>/", request.photo, name="request-photo"),
    path(f"{REQUEST}/photo/<record_number:photo_id>/small.jpg", request.photo_small, name="request-photo-small"),
    path(f"{REQUEST}/step/<str:verb>/", steps.step, name="request-step"),
    path(f"{REQUEST}/reveal/", steps.reveal, name="request-reveal"),
]
