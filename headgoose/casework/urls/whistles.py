"""Addresses of the part `whistles`."""

from django.urls import URLPattern, path

from headgoose.casework.views import whistles

BOARD = "place/<str:code>/whistles"
WHISTLE = "whistle/<record_number:whistle_id>"
TWINS = ("xlsx", "csv", "json")

urlpatterns: list[URLPattern] = [
    path("whistles/", whistles.whistles, name="whistles"),
    path("whistles/new/", whistles.whistle_new, name="whistle-new"),
    path(f"{BOARD}/", whistles.place_whistles, name="place-whistles"),
    *(
        path(f"{BOARD}.{form}", whistles.place_whistles, {"form": form}, name=f"place-whistles-{form}")
        for form in TWINS
    ),
    path(f"{WHISTLE}/", whistles.whistle, name="whistle"),
    path(f"{WHISTLE}/leg/<record_number:leg_id>/<slug:move>/", whistles.leg_step, name="whistle-leg-step"),
    path(f"{WHISTLE}/<slug:step>/", whistles.whistle_step, name="whistle-step"),
]
