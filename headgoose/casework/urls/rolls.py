"""Addresses of the part `rolls`."""

from django.urls import URLPattern, path

from headgoose.casework.views import roll_answers, rolls

ROLL = "roll/<record_number:roll_id>"

urlpatterns: list[URLPattern] = [
    path("rolls/", rolls.rolls, name="rolls"),
    path("rolls/new/", rolls.roll_new, name="roll-new"),
    path(f"{ROLL}/", rolls.roll, name="roll"),
    path(f"{ROLL}/close/", rolls.roll_close, name="roll-close"),
    path(f"{ROLL}/answer/<str:code>/", roll_answers.roll_answer, name="roll-answer"),
    path(f"{ROLL}/<str:code>/", rolls.roll, name="roll-place"),
    path(f"{ROLL}/<str:code>/board/", rolls.roll_fragment, name="roll-board"),
    path(f"{ROLL}/<str:code>/grids.xlsx", roll_answers.roll_grids, {"form": "xlsx"}, name="roll-grids-xlsx"),
    path(f"{ROLL}/<str:code>/grids.csv", roll_answers.roll_grids, {"form": "csv"}, name="roll-grids-csv"),
    path(f"{ROLL}/<str:code>/photo/<record_number:answer_number>.jpg", roll_answers.roll_photo, name="roll-photo"),
]
