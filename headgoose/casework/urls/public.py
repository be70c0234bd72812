"""Addresses of the part `public`."""

from django.urls import URLPattern, path

from headgoose.casework.views import asking, following, notice_board, public_lists

FOLLOW = "follow/<str:tracking>"

urlpatterns: list[URLPattern] = [
    path("ask/", asking.find_village, name="ask-where"),
    path("ask/<str:code>/", asking.ask, name="ask"),
    path("follow/", following.follow, name="follow"),
    path(f"{FOLLOW}/", following.followed, name="followed"),
    path(f"{FOLLOW}/sent/", following.sent, name="follow-sent"),
    path(f"{FOLLOW}/add/", following.add, name="follow-add"),
    path(f"{FOLLOW}/reply/", following.reply, name="follow-reply"),
    path(f"{FOLLOW}/reopen/", following.reopen, name="follow-reopen"),
    path(f"{FOLLOW}/erase/", following.erase, name="follow-erase"),
    path(f"{FOLLOW}/photo/<record_number:photo_id>/", following.photo, name="follow-photo"),
    path("open/<str:code>/requests/", public_lists.public_requests, name="public-requests"),
    path("place/<str:code>/requests/sheet/", notice_board.sheet, name="requests-sheet"),
]
