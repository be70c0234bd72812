"""Addresses of people and posts."""

from django.urls import path

from headgoose.people.views import corrections, lists, persons, posts, public, seating

urlpatterns = [
    path("open/<str:code>/", public.open_place, name="open-place"),
    path("people/", lists.people, name="people"),
    path("place/<str:code>/people/", lists.place_people, name="place-people"),
    path("place/<str:code>/people.csv", lists.place_people_csv, name="place-people-csv"),
    path("place/<str:code>/people.xlsx", lists.place_people_xlsx, name="place-people-xlsx"),
    path("place/<str:code>/posts/new/", posts.establish, name="establish-post"),
    path("person/<record_number:person_id>/", persons.person, name="person"),
    path("person/<record_number:person_id>.json", persons.person_json, name="person-json"),
    path("post/<record_number:post_id>/", posts.post, name="post"),
    path("post/<record_number:post_id>/abolish/", posts.abolish, name="abolish-post"),
    path("post/<record_number:post_id>/appoint/", seating.appoint, name="appoint"),
    path("post/<record_number:post_id>/candidates/", seating.candidates, name="appoint-candidates"),
    path("tenure/<record_number:tenure_id>/end/", seating.end, name="end-tenure"),
    path("tenure/<record_number:tenure_id>/transfer/", seating.transfer, name="transfer"),
    path("tenure/<record_number:tenure_id>/correct/", corrections.correct, name="correct-tenure"),
    path("tenure/<record_number:tenure_id>/void/", corrections.void, name="void-tenure"),
]
