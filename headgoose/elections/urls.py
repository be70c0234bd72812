"""Addresses of elections."""

from django.urls import URLPattern, path

from headgoose.elections.views import calendar, confirming, election, progress, result, terms

PLACE = "place/<str:code>/elections"
ELECTION = "election/<record_number:election_id>"

urlpatterns: list[URLPattern] = [
    path("elections/", progress.elections, name="elections"),
    path("elections/terms/", terms.terms, name="election-terms"),
    path(f"{PLACE}/", progress.place_elections, name="place-elections"),
    path(f"{PLACE}/list/", progress.elections_list, name="elections-list"),
    path(f"{PLACE}/calendar/", calendar.calendar, name="elections-calendar"),
    path(f"{PLACE}/confirm/", confirming.confirm, name="elections-confirm"),
    path(f"{ELECTION}/", election.election_page, name="election"),
    path(f"{ELECTION}/result/", result.result, name="election-result"),
    path(f"{ELECTION}/step/<str:verb>/", election.step, name="election-step"),
]
